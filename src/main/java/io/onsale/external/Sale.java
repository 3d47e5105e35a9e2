package io.onsale.external;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A paid reservation, as the data platform may know it: the buyer appears only as an id.
 *
 * @param eventId by which the receiver recognises a repetition
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
