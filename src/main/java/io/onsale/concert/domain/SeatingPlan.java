package io.onsale.concert.domain;

import io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException;
import io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException;
import io.onsale.concert.domain.ConcertRefusals.NotOpenYetException;
import io.onsale.kernel.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part of a concert date that never changes once it is published: its times, and the number, price and grade of
 * each of its seats.
 *
 * @param seats in the order of their numbers, which run from 1 without gaps
 */
public record SeatingPlan(
        ConcertId concertId,
        ConcertDateId concertDateId,
        Instant openTime,
        Instant deadline,
        List<PricedSeat> seats,
        Map<SeatId, PricedSeat> seatsById) {

    public record PricedSeat(SeatId id, int number, Money price, SeatGrade grade) {}

    public SeatingPlan(
            ConcertId concertId,
            ConcertDateId concertDateId,
            Instant openTime,
            Instant deadline,
            List<PricedSeat> seats) {
        this(
                concertId,
                concertDateId,
                openTime,
                deadline,
                List.copyOf(seats),
                seats.stream().collect(Collectors.toUnmodifiableMap(PricedSeat::id, Function.identity())));
    }

    /**
     * Refuses a booking outside the time of sale.
     *
     * @throws DateNotOfConcertException if the date is another concert's
     * @throws NotOpenYetException before the opening time
     * @throws DeadlinePassedException from the deadline on
     */
    public void requireOnSale(ConcertId asked, Instant now) {
        if (!concertId.equals(asked)) {
            throw new DateNotOfConcertException(concertDateId, asked);
        }
        if (now.isBefore(openTime)) {
            throw new NotOpenYetException(openTime);
        }
        if (!now.isBefore(deadline)) {
            throw new DeadlinePassedException(deadline);
        }
    }
}
