package io.onsale.concert.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a concert. */
public record ConcertId(UUID value) {
    public ConcertId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
