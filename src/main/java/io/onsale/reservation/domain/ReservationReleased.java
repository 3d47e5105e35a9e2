package io.onsale.reservation.domain;

import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event that the seats of a reservation are back on sale. */
public record ReservationReleased(
        UUID eventId,
        Instant occurredAt,
        UUID reservationId,
        UUID userId,
        UUID concertId,
        UUID concertDateId,
        List<UUID> seatIds,
        Reason reason)
        implements DomainEvent {

    public enum Reason {
        EXPIRED,
        CANCELLED,
        REFUNDED,
        PAYMENT_FAILED
    }

    public static ReservationReleased of(UUID eventId, Reservation reservation, Reason reason, Instant now) {
        return new ReservationReleased(
                eventId,
                now,
                reservation.id().value(),
                reservation.userId().value(),
                reservation.concertId().value(),
                reservation.concertDateId().value(),
                reservation.seatIds().stream().map(SeatId::value).toList(),
                reason);
    }

    @Override
    public String type() {
        return "reservation.released";
    }

    @Override
    public UUID key() {
        return reservationId;
    }
}
