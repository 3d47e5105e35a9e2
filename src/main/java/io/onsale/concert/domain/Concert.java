package io.onsale.concert.domain;

import java.time.Instant;
import java.util.Optional;

/** A concert and the instant from which its seats can be booked. */
public record Concert(
        ConcertId id,
        String title,
        String artist,
        Instant openTime,
        Optional<Instant> soldOutTime,
        Instant createdAt,
        Instant updatedAt) {

    public static Concert announce(ConcertId id, String title, String artist, Instant openTime, Instant now) {
        return new Concert(id, title, artist, openTime, Optional.empty(), now, now);
    }
}
