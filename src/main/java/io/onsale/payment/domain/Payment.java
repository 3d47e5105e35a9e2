package io.onsale.payment.domain;

import io.onsale.kernel.Money;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import java.time.Instant;

/** The outcome of paying a reservation. Each reservation has at most one. */
public record Payment(
        PaymentId id,
        ReservationId reservationId,
        UserId userId,
        Money amount,
        PaymentStatus status,
        Instant createdAt) {}
