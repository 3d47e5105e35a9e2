package io.onsale.concert.port.in;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import java.time.Instant;
import java.util.List;

/** The queries of the catalogue that anybody may ask. */
public interface ConcertQueries {
    record DateView(ConcertDateId id, ConcertId concertId, Instant date, Instant deadline, int remainingSeatCount) {}

    record SeatView(SeatId id, int number, long price, SeatGrade grade, SeatStatus status) {}

    List<Concert> concerts(int page, int size);

    long concertCount();

    /** The number of concerts that open in that time, both ends included. */
    long openingsWithin(Instant from, Instant to);

    /** @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is none */
    Concert concert(ConcertId concertId);

    /**
     * The dates whose deadline lies ahead, earliest first.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     */
    List<DateView> bookableDates(ConcertId concertId);

    /**
     * The seats of a date, by number.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.DateNotFoundException also if the date is another concert's
     * @throws io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException if the date can no longer be booked
     */
    List<SeatView> seats(ConcertId concertId, ConcertDateId concertDateId, boolean availableOnly);
}
