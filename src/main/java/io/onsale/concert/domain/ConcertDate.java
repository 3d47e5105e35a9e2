package io.onsale.concert.domain;

import io.onsale.concert.domain.ConcertRefusals.InvalidDateException;
import java.time.Instant;

/** One date of a concert; seats can be booked until its deadline. */
public record ConcertDate(ConcertDateId id, ConcertId concertId, Instant date, Instant deadline, int seatCount) {

    /** @throws InvalidDateException unless now &lt; deadline ≤ date */
    public static ConcertDate schedule(
            ConcertDateId id, ConcertId concertId, Instant date, Instant deadline, int seatCount, Instant now) {
        if (!date.isAfter(now)) {
            throw new InvalidDateException("The date has passed.");
        }
        if (!deadline.isAfter(now)) {
            throw new InvalidDateException("The deadline has passed.");
        }
        if (deadline.isAfter(date)) {
            throw new InvalidDateException("The deadline must not be after the date.");
        }
        return new ConcertDate(id, concertId, date, deadline, seatCount);
    }
}
