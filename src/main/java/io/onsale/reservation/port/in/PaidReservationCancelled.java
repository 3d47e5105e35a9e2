package io.onsale.reservation.port.in;

import io.onsale.kernel.Money;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;

/**
 * Fired in the transaction that cancels a purchase. Who took the money must give it back in the same transaction, by observing this:
 * reservations know nothing of payments.
 */
public record PaidReservationCancelled(ReservationId reservationId, UserId userId, Money price) {}
