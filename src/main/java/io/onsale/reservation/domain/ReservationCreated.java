package io.onsale.reservation.domain;

import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event that seats are held. */
public record ReservationCreated(
        UUID eventId,
        Instant occurredAt,
        UUID reservationId,
        UUID userId,
        UUID concertId,
        UUID concertDateId,
        List<UUID> seatIds,
        long price,
        Instant expiresAt)
        implements DomainEvent {

    public static ReservationCreated of(UUID eventId, Reservation reservation) {
        return new ReservationCreated(
                eventId,
                reservation.createdAt(),
                reservation.id().value(),
                reservation.userId().value(),
                reservation.concertId().value(),
                reservation.concertDateId().value(),
                reservation.seatIds().stream().map(SeatId::value).toList(),
                reservation.price().won(),
                reservation.expiresAt());
    }

    @Override
    public String type() {
        return "reservation.created";
    }

    @Override
    public UUID key() {
        return reservationId;
    }
}
