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
 * What seats were when they were last read from the database. All methods throw {@link io.onsale.kernel.UnavailableException}
 * when it does not answer.
 */
public interface OccupancyView {
    /** To be taken before a read: of two reads, the one with the higher stamp counts. */
    long stamp(SeatingPlan plan);

    /** Writes the seats whose last read is older than the stamp; false if there is no view of the date. */
    boolean refresh(SeatingPlan plan, long stamp, Map<PricedSeat, SeatStatus> read);

    /** Writes all seats of the date if there is no view of it, one that ends by itself. */
    void fill(SeatingPlan plan, long stamp, List<SeatStatus> read);

    /** One for each seat, by number; empty if there is no view of the date. */
    Optional<List<SeatStatus>> statuses(SeatingPlan plan);

    /** How many seats are available at those of the dates of which there is a view. */
    Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds);
}
