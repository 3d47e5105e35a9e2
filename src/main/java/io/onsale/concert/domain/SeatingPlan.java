package io.onsale.concert.domain;

import io.onsale.common.domain.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What never changes about a concert date once it is published: its times, and the number, price and grade of each of its seats.
 *
 * @param seats by number, from 1 on without gaps
 */
public record SeatingPlan(
        ConcertId concertId,
        PerformanceId performanceId,
        Instant openTime,
        Instant deadline,
        List<PricedSeat> seats,
        Map<SeatId, PricedSeat> seatsById) {

    public record PricedSeat(SeatId id, int number, Money price, SeatGrade grade) {}

    public SeatingPlan(
            ConcertId concertId,
            PerformanceId performanceId,
            Instant openTime,
            Instant deadline,
            List<PricedSeat> seats) {
        this(
                concertId,
                performanceId,
                openTime,
                deadline,
                List.copyOf(seats),
                seats.stream().collect(Collectors.toUnmodifiableMap(PricedSeat::id, Function.identity())));
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
