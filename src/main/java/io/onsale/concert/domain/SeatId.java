package io.onsale.concert.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a seat, which belongs to one concert date. */
public record SeatId(UUID value) {
    public SeatId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
