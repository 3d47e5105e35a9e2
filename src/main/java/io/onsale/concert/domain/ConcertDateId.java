package io.onsale.concert.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a concert date. */
public record ConcertDateId(UUID value) {
    public ConcertDateId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
