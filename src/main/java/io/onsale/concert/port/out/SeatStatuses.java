package io.onsale.concert.port.out;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import java.util.List;
import java.util.Map;

/** The statuses of seats in the database, as the transaction sees them. Reads take no lock, and wait for none. */
public interface SeatStatuses {
    /** @return a status for each seat, by number */
    List<SeatStatus> ofDate(ConcertDateId concertDateId);

    Map<SeatId, SeatStatus> of(List<SeatId> seatIds);

    /** @return the number of available seats of each date; a date that has none may be missing */
    Map<ConcertDateId, Integer> countAvailable(List<ConcertDateId> concertDateIds);
}
