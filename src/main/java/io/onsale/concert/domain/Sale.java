package io.onsale.concert.domain;

import java.time.Instant;

/**
 * The state of a concert's sale: until when and whether anything can be booked.
 *
 * @param lastDeadline the latest deadline of all its dates; null while it has none
 * @param soldOut whether every seat of every date that can still be booked is paid for; returned seats may come back
 */
public record Sale(Instant lastDeadline, boolean soldOut) {
    /** The sale of a concert without dates, which may still be added. */
    public static final Sale TO_COME = new Sale(null, false);

    /** Whether the last deadline has passed, so that nothing can be booked any more. */
    public boolean isOver(Instant now) {
        return lastDeadline != null && !now.isBefore(lastDeadline);
    }
}
