package io.onsale.concert.port.out;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import java.util.List;
import java.util.Map;

/** What seats are by the database, as the transaction sees it. No row is locked, and no lock waited for. */
public interface SeatStatuses {
    /** One for each seat, by number. */
    List<SeatStatus> ofDate(ConcertDateId concertDateId);

    Map<SeatId, SeatStatus> of(List<SeatId> seatIds);

    /** A date that is sold out may be missing. */
    Map<ConcertDateId, Integer> countAvailable(List<ConcertDateId> concertDateIds);
}
