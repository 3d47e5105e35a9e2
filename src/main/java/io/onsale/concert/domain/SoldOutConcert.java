package io.onsale.concert.domain;

import java.time.Instant;

/**
 * A concert that has sold its last seat, as it is ranked.
 *
 * @param seconds whole seconds from the opening to the last payment
 * @param dates how many it has now
 */
public record SoldOutConcert(ConcertId id, String title, long seconds, int dates, Instant openTime) {}
