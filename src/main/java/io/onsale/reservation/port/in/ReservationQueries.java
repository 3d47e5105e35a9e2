package io.onsale.reservation.port.in;

import io.onsale.kernel.Caller;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.user.domain.UserId;
import java.util.List;
import java.util.Optional;

/** The queries of reservations, for their owners and for other modules. */
public interface ReservationQueries {
    /** The number of holds that are neither paid nor over. */
    long liveHolds();

    Optional<Reservation> find(ReservationId reservationId);

    /** @throws ReservationNotFoundException if there is none */
    default Reservation reservation(ReservationId reservationId) {
        return find(reservationId).orElseThrow(() -> new ReservationNotFoundException(reservationId));
    }

    /**
     * @throws ReservationNotFoundException if there is none
     * @throws io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException if it is another user's
     * @throws io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException if the ticket is for another concert
     */
    default Reservation reservation(ReservationId reservationId, QueueTicket ticket) {
        Reservation reservation = reservation(reservationId);
        reservation.requireOwner(ticket);
        return reservation;
    }

    /**
     * The reservations with these ids, in any order.
     *
     * @throws ReservationNotFoundException if one of them does not exist
     */
    List<Reservation> all(List<ReservationId> reservationIds);

    /**
     * The status as it is stored: a hold is PENDING until its end has been written down.
     *
     * @throws ReservationNotFoundException if there is none
     */
    ReservationStatus statusOf(ReservationId reservationId);

    /**
     * The reservations of a user, newest first.
     *
     * @throws io.onsale.kernel.NotYourAccountException if the caller is another user
     * @throws io.onsale.user.domain.UserRefusals.UserNotFoundException if there is no such user
     */
    List<Reservation> ofUser(Caller caller, UserId userId, int page, int size);

    /** Fails as {@link #ofUser}. */
    long countOfUser(Caller caller, UserId userId);
}
