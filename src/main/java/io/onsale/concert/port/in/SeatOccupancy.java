package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import java.util.List;
import java.util.Map;

/**
 * Which seats are available, held or sold, for all who only look. As old as the events are that tell of changes, and ten seconds at most
 * should one be lost; read from the database while events are late.
 */
public interface SeatOccupancy {
    /**
     * Looks again at seats that are said to have changed. May be called in any order, late, and as often as one likes.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.DateNotFoundException if there is no such date
     * @throws io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException if the date is another concert's
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException if a seat does not exist
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException if a seat belongs to another date
     * @throws io.onsale.kernel.UnavailableException if the view cannot be written now
     */
    void refresh(ConcertId concertId, ConcertDateId concertDateId, List<SeatId> seatIds);

    /** One for each seat of the plan, in its order. */
    List<SeatStatus> statuses(SeatingPlan plan);

    /** How many seats are available at each of the dates, all of them the concert's. */
    Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds);
}
