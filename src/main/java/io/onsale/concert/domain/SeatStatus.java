package io.onsale.concert.domain;

/**
 * The status of a seat: AVAILABLE → RESERVED (held) → ASSIGNED (paid); back to AVAILABLE when a hold ends or a purchase
 * is refunded.
 */
public enum SeatStatus {
    AVAILABLE,
    RESERVED,
    ASSIGNED
}
