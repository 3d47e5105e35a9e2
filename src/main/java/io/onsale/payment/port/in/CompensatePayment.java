package io.onsale.payment.port.in;

import io.onsale.reservation.domain.ReservationId;

/** Undoes what a payment that failed for good has left behind. */
public interface CompensatePayment {
    /**
     * Gives back the points if they were taken, marks payment and reservation as failed and puts the seats back on sale, all or nothing,
     * and only while the reservation waits for its payment: one that is paid, or has ended in any way, stays as it is. Repeating it
     * changes nothing.
     *
     * @throws io.onsale.reservation.domain.ReservationNotFoundException if there is no such reservation
     * @throws io.onsale.reservation.domain.ReservationBusyException if another request is changing it
     */
    void compensate(ReservationId reservationId);
}
