package io.onsale.queue.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The forecast for a user in the queue: how long the wait will be, and when to poll next. A waiter who polls as told
 * never loses the turn by it, because the interval is at most half the claim window. The interval is at least a second,
 * which is more than the age of any instance's view of the queue, so that positions never grow.
 *
 * @param waitSeconds the estimate, rounded up; 0 when active; empty while no admission has been measured
 */
public record Outlook(OptionalLong waitSeconds, long pollAfterMillis) {
    private static final long SHORTEST_POLL_MILLIS = 1000;
    private static final long ACTIVE_POLL_MILLIS = 5000;
    /**
     * This bounds the interval near the front, so that nobody there misses the turn just because the queue has moved
     * slowly.
     */
    private static final long POLL_MILLIS_PER_POSITION = 100;
    /** The number of polls in the estimated wait. */
    private static final int POLLS_PER_WAIT = 4;
    /**
     * Intervals are spread over the fifth above, far apart for neighbours; otherwise users who came together would poll
     * together.
     */
    private static final int SPREAD_PERCENT = 20;

    private static final int SPREAD_STEP = 8;

    public static Outlook of(Turn turn, QueueTerms terms, OptionalDouble admittedPerSecond, Instant now) {
        if (turn.isActive()) {
            long longest = terms.policy().activeSeconds() * 1000L / 2;
            return new Outlook(
                    OptionalLong.of(0), Math.max(SHORTEST_POLL_MILLIS, Math.min(ACTIVE_POLL_MILLIS, longest)));
        }
        OptionalLong waitSeconds = OptionalLong.empty();
        if (admittedPerSecond.isPresent() && admittedPerSecond.getAsDouble() > 0) {
            double untilOpen =
                    Math.max(0, Duration.between(now, terms.openTime()).toMillis() / 1000.0);
            waitSeconds =
                    OptionalLong.of((long) Math.ceil(untilOpen + turn.position() / admittedPerSecond.getAsDouble()));
        }
        return new Outlook(waitSeconds, pollAfterMillis(turn, terms.policy().claimSeconds() * 1000L / 2, waitSeconds));
    }

    private static long pollAfterMillis(Turn turn, long longest, OptionalLong waitSeconds) {
        long interval = SHORTEST_POLL_MILLIS + (turn.position() - 1) * POLL_MILLIS_PER_POSITION;
        if (waitSeconds.isPresent()) {
            interval = Math.min(interval, waitSeconds.getAsLong() * 1000 / POLLS_PER_WAIT);
        }
        interval = Math.max(SHORTEST_POLL_MILLIS, Math.min(interval, longest * 100 / (100 + SPREAD_PERCENT)));
        long spread = turn.ticket().sequence() * SPREAD_STEP % (SPREAD_PERCENT + 1);
        return Math.max(SHORTEST_POLL_MILLIS, Math.min(interval + interval * spread / 100, longest));
    }

    /** The estimated wait in whole minutes, rounded up. */
    public OptionalLong waitMinutes() {
        return waitSeconds.isPresent() ? OptionalLong.of((waitSeconds.getAsLong() + 59) / 60) : OptionalLong.empty();
    }
}
