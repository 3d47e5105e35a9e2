package io.onsale.reservation.port.in;

import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;

/** Gives seats back: a hold at any time, a purchase until the deadline of its date, refunded in full. */
public interface CancelReservation {
    /**
     * @throws io.onsale.reservation.domain.ReservationNotFoundException if there is no such reservation
     * @throws io.onsale.reservation.domain.NotYourReservationException if it is somebody else's
     * @throws io.onsale.queue.domain.TokenOfAnotherConcertException if the ticket is for another concert
     * @throws io.onsale.reservation.domain.ReservationFinalException if it has ended, or is paid and the deadline has passed
     * @throws io.onsale.reservation.domain.ReservationBusyException if another request is changing it
     */
    Reservation cancel(ReservationId reservationId, QueueTicket ticket);
}
