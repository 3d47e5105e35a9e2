package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import java.util.List;

/** The seating plans of concert dates. They never change, so that all answers after the first come from memory. */
public interface SeatingPlans {
    /** @throws io.onsale.concert.domain.ConcertRefusals.DateNotFoundException if there is no such date */
    SeatingPlan of(ConcertDateId concertDateId);

    /**
     * @return the seats in the order asked for
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException if one does not exist
     * @throws io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException if one belongs to another date
     */
    List<PricedSeat> select(SeatingPlan plan, List<SeatId> seatIds);
}
