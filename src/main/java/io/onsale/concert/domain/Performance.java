package io.onsale.concert.domain;

import java.time.Instant;

/** One date of a concert; seats can be booked until its deadline. */
public record Performance(PerformanceId id, ConcertId concertId, Instant date, Instant deadline, int seatCount) {

    /** @throws InvalidDateException unless now &lt; deadline ≤ date */
    public static Performance schedule(
            PerformanceId id, ConcertId concertId, Instant date, Instant deadline, int seatCount, Instant now) {
        if (!date.isAfter(now)) {
            throw new InvalidDateException("The date has passed.");
        }
        if (!deadline.isAfter(now)) {
            throw new InvalidDateException("The deadline has passed.");
        }
        if (deadline.isAfter(date)) {
            throw new InvalidDateException("The deadline must not be after the date.");
        }
        return new Performance(id, concertId, date, deadline, seatCount);
    }
}
