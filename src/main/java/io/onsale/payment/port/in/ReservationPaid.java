package io.onsale.payment.port.in;

import io.onsale.reservation.domain.ReservationId;

/** Fired in the transaction that takes the money: the seats are sold once it has been committed. */
public record ReservationPaid(ReservationId reservationId) {}
