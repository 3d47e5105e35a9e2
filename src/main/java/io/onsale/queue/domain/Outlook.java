package io.onsale.queue.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a user is told about the time ahead of them. Asking as told never costs a waiter the turn: the interval is at most half the claim
 * window. It is at least a second, which is more than any instance's view of the queue is old, so that positions never grow.
 *
 * @param waitSeconds estimated, rounded up; 0 when active; empty while no admission has been measured
 */
public record Outlook(OptionalLong waitSeconds, long pollAfterMillis) {
    private static final long SHORTEST_POLL_MILLIS = 1000;
    private static final long ACTIVE_POLL_MILLIS = 5000;
    /** Nobody close to the front sleeps through their turn just because the queue moves slowly. */
    private static final long POLL_MILLIS_PER_POSITION = 100;
    /** Of the estimated wait, asked again this many times. */
    private static final int POLLS_PER_WAIT = 4;
    /** Intervals are spread over the fifth above, or those who came together would ask together: neighbours far apart. */
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

    /** As whole minutes, rounded up. */
    public OptionalLong waitMinutes() {
        return waitSeconds.isPresent() ? OptionalLong.of((waitSeconds.getAsLong() + 59) / 60) : OptionalLong.empty();
    }
}
