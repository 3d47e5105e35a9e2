package io.onsale.reservation.port.out;

import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Keeps the losers away from the database: of all who want a seat, one gets its lock. A lock belongs to a reservation and lives as long
 * as its hold; whoever loses it meanwhile is still stopped by the database.
 */
public interface SeatHolds {
    /**
     * One step for all: is it this ticket's turn, may the user have so many seats, are all seats free; then locks them.
     *
     * @return the reservation that has the seats now: this one, or that by which the user holds these very seats already
     * @throws io.onsale.reservation.domain.StillWaitingException before the turn of the ticket
     * @throws io.onsale.queue.domain.QueueTokenEndedException after it
     * @throws io.onsale.reservation.domain.SeatTakenException if somebody else has one of the seats
     * @throws io.onsale.reservation.domain.SeatLimitException if the user would have too many seats of the concert
     * @throws io.onsale.common.domain.UnavailableException if there is no answer; locks that were taken nevertheless are given back
     */
    ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Duration hold, int limit);

    /** Unlocks what is still locked by these reservations, and nothing else. Only ever after the transaction has ended. */
    void release(Collection<Reservation> reservations);

    /** Their seats are sold: keeps the locks, and ends the turn in which they were reserved unless the owner holds other seats. */
    void confirm(Collection<Reservation> reservations);
}
