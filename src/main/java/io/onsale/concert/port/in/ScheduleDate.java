package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertDate;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatBlock;
import java.time.Instant;
import java.util.List;

/** The command that adds a date and its seats to a concert. */
public interface ScheduleDate {
    record Command(ConcertId concertId, Instant date, Instant deadline, List<SeatBlock> blocks) {}

    /**
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     * @throws io.onsale.concert.domain.ConcertRefusals.InvalidDateException if date or deadline has passed, or the
     *     deadline is after the date
     * @throws io.onsale.concert.domain.ConcertRefusals.DuplicateDateException if the concert has this date already
     * @throws io.onsale.concert.domain.ConcertRefusals.TooManySeatsException above 100,000 seats
     */
    ConcertDate schedule(Command command);
}
