package io.onsale.reservation.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a reservation. */
public record ReservationId(UUID value) {
    public ReservationId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
