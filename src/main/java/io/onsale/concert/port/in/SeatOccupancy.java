package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import java.util.List;
import java.util.Map;

/**
 * The view of which seats are available, held or sold, for people who only look. It is as old as the events that tell
 * of changes, and ten seconds old at most if one is lost. While events are late, the seats are read from the database.
 */
public interface SeatOccupancy {
    /**
     * Reads seats again that an event says have changed. Calls may come in any order, late, and more than once.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.DateNotFoundException if there is no such date
     * @throws io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException if the date is another concert's
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException if a seat does not exist
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException if a seat belongs to another date
     * @throws io.onsale.kernel.UnavailableException if the view cannot be written now
     */
    void refresh(ConcertId concertId, ConcertDateId concertDateId, List<SeatId> seatIds);

    /** @return a status for each seat of the plan, in its order */
    List<SeatStatus> statuses(SeatingPlan plan);

    /** @param concertDateIds dates of this concert; the answer has the number of available seats of each */
    Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds);
}
