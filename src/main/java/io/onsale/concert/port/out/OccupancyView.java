package io.onsale.concert.port.out;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The view of seats as they were when they were last read from the database. All methods throw {@link
 * io.onsale.kernel.UnavailableException} when it does not answer.
 */
public interface OccupancyView {
    /** A stamp to take before a read: of two reads of a seat, the one with the higher stamp counts. */
    long stamp(SeatingPlan plan);

    /** Writes the seats whose last read is older than the stamp; false if there is no view of the date. */
    boolean refresh(SeatingPlan plan, long stamp, Map<PricedSeat, SeatStatus> read);

    /** Writes all seats of the date if there is no view of it. The new view ends by itself. */
    void fill(SeatingPlan plan, long stamp, List<SeatStatus> read);

    /** @return a status for each seat, by number; empty if there is no view of the date */
    Optional<List<SeatStatus>> statuses(SeatingPlan plan);

    /** @return the number of available seats of each date that has a view */
    Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds);
}
