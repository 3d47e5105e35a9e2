package io.onsale.reservation.port.in;

import io.onsale.kernel.Money;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;

/**
 * The event of a cancelled purchase, fired in the transaction that cancels it. The module that took the money observes
 * it and must give the money back in the same transaction, because reservations know nothing of payments.
 */
public record PaidReservationCancelled(ReservationId reservationId, UserId userId, Money price) {}
