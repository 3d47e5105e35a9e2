package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;

/** What a payment does to a reservation, in the transaction of the payment. */
public interface PayableReservations {
    /**
     * Locks the reservation until the transaction ends.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException if there is none
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException if another request has locked it: nobody waits in a queue here
     */
    Reservation lock(ReservationId reservationId);

    /** The locked reservation is paid: its seats are the owner's. */
    void paid(Reservation reservation);

    /** A payment of the locked reservation was declined; the hold stays. */
    void declined(Reservation reservation);

    /** The payment of the locked reservation was declined for good: its seats go back on sale. */
    void failed(Reservation reservation);
}
