package io.onsale.external;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A reservation that was paid, as others outside may know it: of the buyer nothing but the id.
 *
 * @param eventId by which whoever hears of it twice recognises that
 * @param amount in whole won
 */
public record Sale(
        UUID eventId,
        UUID reservationId,
        UUID paymentId,
        UUID userId,
        UUID concertId,
        UUID concertDateId,
        List<UUID> seatIds,
        long amount,
        Instant paidAt) {}
