package io.onsale.reservation.port.out;

import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The seat locks, which keep the losers of a race away from the database: of all buyers who want a seat, one gets its
 * lock. A lock belongs to a reservation. It lasts some seconds until the reservation is committed, because the instance
 * that took it may die, and then as long as the hold. Where a lock is lost, the database still turns other buyers away.
 */
public interface SeatHolds {
    /**
     * Checks in one step whether it is this ticket's turn, whether the user may have so many seats, and whether all
     * seats are free; then locks them.
     *
     * @return the reservation that has the seats now: this one, or that by which the user holds these very seats
     *     already
     * @throws io.onsale.reservation.domain.ReservationRefusals.StillWaitingException before the turn of the ticket
     * @throws io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException after the turn
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatTakenException if somebody else has one of the seats
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatLimitException if the user would have too many seats
     *     of the concert
     * @throws io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException if too many holds of the user were
     *     not paid
     * @throws io.onsale.kernel.UnavailableException if there is no answer; locks that were taken nevertheless are given
     *     back
     */
    ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Terms terms);

    /**
     * @param seatLimit number of seats of the concert that a user may have
     * @param unpaidHolds number of holds that may go unpaid before the next one has to wait; 0 for any number
     * @param turn length of the turn for a user whose turn has not been recorded yet
     */
    record Terms(Duration hold, int seatLimit, int unpaidHolds, Duration turn) {}

    /**
     * Makes the locks that are still the reservation's own last as long as its hold, once the reservation is committed.
     * Nobody waits for it.
     */
    void keep(Reservation reservation);

    /** Locks again, for seconds, the seats that the database gives to these reservations and that nobody has locked. */
    void restore(Collection<Reservation> reservations);

    /**
     * Unlocks what is still locked by these reservations, and nothing else. It must come after the end of the
     * transaction. A hold that was not paid counts against its user.
     */
    void release(Collection<Reservation> reservations);

    /**
     * As {@link #release}, for a release whose moment the user has chosen: an accomplice may be waiting for the seats,
     * so nobody can have them for this time.
     */
    void releaseAfter(Duration withheld, Reservation reservation);

    /**
     * Keeps the locks of sold seats, and ends the turn in which they were reserved unless the owner holds other seats.
     */
    void confirm(Collection<Reservation> reservations);
}
