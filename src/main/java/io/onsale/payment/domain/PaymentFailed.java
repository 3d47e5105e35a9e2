package io.onsale.payment.domain;

import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainEvent;
import io.onsale.reservation.domain.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The event that a payment was declined.
 *
 * @param attempt 1 for the first decline
 * @param last whether the reservation is lost by this decline; published as {@code final}, which Java keeps for itself
 * @param reason the code of the refusal, e.g. INSUFFICIENT_POINTS
 */
public record PaymentFailed(
        UUID eventId,
        Instant occurredAt,
        UUID reservationId,
        UUID userId,
        UUID concertId,
        UUID concertDateId,
        List<UUID> seatIds,
        int attempt,
        boolean last,
        String reason)
        implements DomainEvent {

    public static PaymentFailed of(
            UUID eventId, Reservation reservation, int attempt, boolean last, String reason, Instant now) {
        return new PaymentFailed(
                eventId,
                now,
                reservation.id().value(),
                reservation.userId().value(),
                reservation.concertId().value(),
                reservation.concertDateId().value(),
                reservation.seatIds().stream().map(SeatId::value).toList(),
                attempt,
                last,
                reason);
    }

    @Override
    public String type() {
        return "payment.failed";
    }

    @Override
    public UUID key() {
        return reservationId;
    }
}
