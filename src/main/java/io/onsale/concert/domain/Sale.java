package io.onsale.concert.domain;

import java.time.Instant;

/**
 * What is left to be had of a concert.
 *
 * @param lastDeadline of all its dates; null while it has none
 * @param soldOut every seat of every date that can still be booked is paid for; returned seats may come back
 */
public record Sale(Instant lastDeadline, boolean soldOut) {
    /** Of a concert without dates: some may be added. */
    public static final Sale TO_COME = new Sale(null, false);

    /** Nothing can be booked any more. */
    public boolean isOver(Instant now) {
        return lastDeadline != null && !now.isBefore(lastDeadline);
    }
}
