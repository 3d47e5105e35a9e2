package io.onsale.payment.port.out;

import io.onsale.payment.domain.Payment;
import io.onsale.reservation.domain.ReservationId;
import java.time.Instant;

/** The store of payments. */
public interface PaymentRepository {
    void add(Payment payment);

    /** The payment of a reservation, which must have one. */
    Payment ofReservation(ReservationId reservationId);

    /** SUCCESS → REFUNDED; false if it was not SUCCESS. */
    boolean markRefunded(ReservationId reservationId, Instant now);
}
