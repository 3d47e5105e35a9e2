package io.onsale.concert.domain;

import io.onsale.common.domain.Money;
import java.time.Instant;
import java.util.Map;

/** What never changes about a concert date once it is published: its times, and the number and price of each of its seats. */
public record SeatingPlan(
        ConcertId concertId,
        PerformanceId performanceId,
        Instant openTime,
        Instant deadline,
        Map<SeatId, PricedSeat> seats) {

    public record PricedSeat(SeatId id, int number, Money price) {}

    public SeatingPlan {
        seats = Map.copyOf(seats);
    }

    /**
     * @throws DateNotOfConcertException if the date is another concert's
     * @throws NotOpenYetException before the opening time
     * @throws DeadlinePassedException from the deadline on
     */
    public void requireOnSale(ConcertId asked, Instant now) {
        if (!concertId.equals(asked)) {
            throw new DateNotOfConcertException(performanceId, asked);
        }
        if (now.isBefore(openTime)) {
            throw new NotOpenYetException(openTime);
        }
        if (!now.isBefore(deadline)) {
            throw new DeadlinePassedException(deadline);
        }
    }
}
