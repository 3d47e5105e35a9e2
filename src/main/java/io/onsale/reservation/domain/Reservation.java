package io.onsale.reservation.domain;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.Money;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An order of one to four seats for one user, all or none: first held, and after the payment sold. While it is PENDING
 * and not expired nobody else can have the seats, and its owner can pay.
 *
 * @param seats number and price of each as they were when it was reserved
 * @param declines the number of payments that were declined
 */
public record Reservation(
        ReservationId id,
        UserId userId,
        ConcertId concertId,
        ConcertDateId concertDateId,
        List<ReservedSeat> seats,
        ReservationStatus status,
        int declines,
        Instant expiresAt,
        Instant createdAt) {

    public record ReservedSeat(SeatId seatId, int number, Money price) {}

    public Reservation {
        seats = List.copyOf(seats);
        if (seats.isEmpty()) {
            throw new IllegalArgumentException("a reservation has at least one seat");
        }
    }

    public Money price() {
        return seats.stream().map(ReservedSeat::price).reduce(Money.ZERO, Money::plus);
    }

    public List<SeatId> seatIds() {
        return seats.stream().map(ReservedSeat::seatId).toList();
    }

    public boolean isHeldAt(Instant now) {
        return status == ReservationStatus.PENDING && now.isBefore(expiresAt);
    }

    /** Whether it is a hold of exactly these seats, in whatever order. */
    public boolean isHoldOf(List<SeatId> asked, Instant now) {
        return isHeldAt(now) && Set.copyOf(seatIds()).equals(Set.copyOf(asked));
    }

    /** The status at an instant: a hold is EXPIRED from its end on, whether or not that has been written down yet. */
    public ReservationStatus statusAt(Instant now) {
        return status == ReservationStatus.PENDING && !isHeldAt(now) ? ReservationStatus.EXPIRED : status;
    }

    /**
     * @throws NotYourReservationException if the ticket is another user's
     * @throws TokenOfAnotherConcertException if the ticket is for another concert
     */
    public void requireOwner(QueueTicket ticket) {
        if (!userId.equals(ticket.user())) {
            throw new NotYourReservationException();
        }
        if (!concertId.equals(ticket.concert())) {
            throw new TokenOfAnotherConcertException();
        }
    }

    public Reservation to(ReservationStatus next) {
        return new Reservation(id, userId, concertId, concertDateId, seats, next, declines, expiresAt, createdAt);
    }

    public Reservation declined() {
        return new Reservation(id, userId, concertId, concertDateId, seats, status, declines + 1, expiresAt, createdAt);
    }
}
