package io.onsale.concert.domain;

import java.time.Instant;

/**
 * A concert that has sold its last seat, as the ranking shows it.
 *
 * @param seconds whole seconds from the opening to the last payment
 * @param dates the number of dates that the concert has now
 */
public record SoldOutConcert(ConcertId id, String title, long seconds, int dates, Instant openTime) {}
