package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;

/** The changes that a payment makes to a reservation, in the transaction of the payment. */
public interface PayableReservations {
    /**
     * Locks the reservation until the transaction ends.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException if there is none
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException at once, if another request has
     *     locked it
     */
    Reservation lock(ReservationId reservationId);

    /** Marks the locked reservation as paid: its seats are the owner's. */
    void paid(Reservation reservation);

    /** Counts a declined payment of the locked reservation; the hold stays. */
    void declined(Reservation reservation);

    /** Ends the locked reservation, whose payment was declined for good: its seats go back on sale. */
    void failed(Reservation reservation);
}
