package io.onsale.payment.domain;

import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainEvent;
import io.onsale.reservation.domain.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event that a reservation is paid and its seats are sold. */
public record PaymentSucceeded(
        UUID eventId,
        Instant occurredAt,
        UUID paymentId,
        UUID reservationId,
        UUID userId,
        UUID concertId,
        UUID concertDateId,
        List<UUID> seatIds,
        long amount)
        implements DomainEvent {

    public static PaymentSucceeded of(UUID eventId, Payment payment, Reservation reservation) {
        return new PaymentSucceeded(
                eventId,
                payment.createdAt(),
                payment.id().value(),
                reservation.id().value(),
                reservation.userId().value(),
                reservation.concertId().value(),
                reservation.concertDateId().value(),
                reservation.seatIds().stream().map(SeatId::value).toList(),
                payment.amount().won());
    }

    @Override
    public String type() {
        return "payment.success";
    }

    @Override
    public UUID key() {
        return reservationId;
    }
}
