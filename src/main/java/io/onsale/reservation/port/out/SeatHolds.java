package io.onsale.reservation.port.out;

import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Keeps the losers away from the database: of all who want a seat, one gets its lock. A lock belongs to a reservation: for seconds until
 * that is committed, since who has taken it may die, and then as long as its hold. Where it is lost, the database still stops whoever comes.
 */
public interface SeatHolds {
    /**
     * One step for all: is it this ticket's turn, may the user have so many seats, are all seats free; then locks them.
     *
     * @return the reservation that has the seats now: this one, or that by which the user holds these very seats already
     * @throws io.onsale.reservation.domain.ReservationRefusals.StillWaitingException before the turn of the ticket
     * @throws io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException after it
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatTakenException if somebody else has one of the seats
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatLimitException if the user would have too many seats of the concert
     * @throws io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException if too many holds of the user were not paid
     * @throws io.onsale.kernel.UnavailableException if there is no answer; locks that were taken nevertheless are given back
     */
    ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Terms terms);

    /**
     * @param seatLimit seats of the concert that a user may have
     * @param unpaidHolds that may go unpaid before the next one has to wait; 0: any number
     * @param turn how long it lasts for whoever has not been seen in it yet
     */
    record Terms(Duration hold, int seatLimit, int unpaidHolds, Duration turn) {}

    /** The reservation is committed: its locks last as long as its hold from now on, those at least that are still its own. Nobody waits for it. */
    void keep(Reservation reservation);

    /** The database says that these have their seats: locks again, for seconds, what nobody has locked. */
    void restore(Collection<Reservation> reservations);

    /**
     * Unlocks what is still locked by these reservations, and nothing else. Only ever after the transaction has ended. A hold that was not
     * paid counts against its user.
     */
    void release(Collection<Reservation> reservations);

    /** As {@link #release}, where its user has chosen the moment, and somebody may be waiting for it: nobody can have the seats meanwhile. */
    void releaseAfter(Duration withheld, Reservation reservation);

    /** Their seats are sold: keeps the locks, and ends the turn in which they were reserved unless the owner holds other seats. */
    void confirm(Collection<Reservation> reservations);
}
