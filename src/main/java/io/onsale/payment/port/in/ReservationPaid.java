package io.onsale.payment.port.in;

import io.onsale.reservation.domain.ReservationId;

/** The event fired in the transaction that takes the money. The seats are sold once that is committed. */
public record ReservationPaid(ReservationId reservationId) {}
