package io.onsale.queue.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The rules by which the waiting room of a concert is run. Operators change them while it runs.
 *
 * @param maxActive users inside at the same time, exactly
 * @param admitPerSecond limit on top of that, or empty to admit as fast as slots get free
 * @param claimSeconds time within which an admitted user must show up; at least twice the shortest interval at which
 *     waiters are told to poll
 * @param activeSeconds length of a turn from then on; a user who holds a seat when it ends keeps the slot to the end of
 *     that hold
 * @param paused whether admission is stopped; users inside stay
 * @param proofOfWorkBits the work that entering takes, see {@link ProofOfWork}; 0 for none
 * @param entryOpensAt the time before which nobody enters; empty for no such limit
 */
public record QueuePolicy(
        int maxActive,
        OptionalInt admitPerSecond,
        int claimSeconds,
        int activeSeconds,
        boolean paused,
        int proofOfWorkBits,
        HoldLimits holdLimits,
        Optional<Instant> entryOpensAt) {
    public static final int MIN_CLAIM_SECONDS = 2;
    public static final int MAX_CLAIM_SECONDS = 600;
    public static final int MAX_ACTIVE_SECONDS = 86_400;
    public static final int MAX_ACTIVE = 1_000_000;
    public static final int MAX_ADMIT_PER_SECOND = 100_000;
    /** A thousand million digests are more than any phone computes while a challenge is valid. */
    public static final int MAX_PROOF_OF_WORK_BITS = 30;

    public QueuePolicy {
        requireWithin("maxActive", maxActive, 1, MAX_ACTIVE);
        admitPerSecond.ifPresent(perSecond -> requireWithin("admitPerSecond", perSecond, 1, MAX_ADMIT_PER_SECOND));
        requireWithin("claimSeconds", claimSeconds, MIN_CLAIM_SECONDS, MAX_CLAIM_SECONDS);
        requireWithin("activeSeconds", activeSeconds, 1, MAX_ACTIVE_SECONDS);
        requireWithin("proofOfWorkBits", proofOfWorkBits, 0, MAX_PROOF_OF_WORK_BITS);
        Objects.requireNonNull(holdLimits);
        Objects.requireNonNull(entryOpensAt);
    }

    public Duration turn() {
        return Duration.ofSeconds(activeSeconds);
    }

    static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be from %d to %d: %d".formatted(name, min, max, value));
        }
    }
}
