package io.onsale.payment.domain;

import io.onsale.kernel.Money;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import java.time.Instant;

/** What came of paying a reservation; there is at most one for each. */
public record Payment(
        PaymentId id,
        ReservationId reservationId,
        UserId userId,
        Money amount,
        PaymentStatus status,
        Instant createdAt) {}
