package io.onsale.concert.domain;

import java.util.Objects;
import java.util.UUID;

public record SeatId(UUID value) {
    public SeatId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
