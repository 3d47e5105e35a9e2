package io.onsale.queue.domain;

import java.time.Duration;

/**
 * The limits against users who hold seats and slots without buying.
 *
 * @param firstHoldSeconds time after claiming a slot within which its holder must hold a seat, or lose the slot
 * @param unpaidHolds number of holds of a user that may end unpaid before the next one has to wait; a hold that lasted
 *     more than half its time counts twice; 0 for any number
 * @param releaseSpread seconds within which a cancelled seat comes back, at a random moment; 0 for at once
 */
public record HoldLimits(int firstHoldSeconds, int unpaidHolds, int releaseSpread) {
    public static final int MAX_UNPAID_HOLDS = 1000;
    public static final int MAX_RELEASE_SPREAD = 600;

    public HoldLimits {
        QueuePolicy.requireWithin("firstHoldSeconds", firstHoldSeconds, 1, QueuePolicy.MAX_ACTIVE_SECONDS);
        QueuePolicy.requireWithin("unpaidHolds", unpaidHolds, 0, MAX_UNPAID_HOLDS);
        QueuePolicy.requireWithin("releaseSpread", releaseSpread, 0, MAX_RELEASE_SPREAD);
    }

    public Duration releasedWithin() {
        return Duration.ofSeconds(releaseSpread);
    }
}
