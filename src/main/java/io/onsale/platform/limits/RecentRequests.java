package io.onsale.platform.limits;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The recent requests to this instance, in a fixed number of slots of 64 bits, one for each subject. A subject whose slot another has taken
 * counts as quiet, so that a single request is allowed.
 *
 * <pre>
 * 20 bits  fingerprint of the subject
 *  1 bit   whether it was refused
 *  1 bit   whether it was let by without a token
 * 42 bits  until when it is refused, or has not been quiet: ms since the epoch
 * </pre>
 *
 * The slot and the fingerprint of a subject are bits of its hash, which must be well mixed.
 */
final class RecentRequests {
    private static final int SLOTS = 1 << 17;
    private static final long FINGERPRINT = -1L << 44;
    private static final long REFUSED = 1L << 43;
    private static final long LET_BY = 1L << 42;
    private static final long TIME = LET_BY - 1;

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final long longestMillis;

    /** @param longestMillis how long any note here matters; a later time was noted before the clock was set back */
    RecentRequests(long longestMillis) {
        this.longestMillis = longestMillis;
    }

    /**
     * Whether the subject has been quiet for as long as it had to be. A refused subject never counts as quiet: the buckets decide on it,
     * however long ago the refusal was.
     */
    boolean isQuiet(long subject, long now) {
        return wasQuiet(stateOf(subject, slots.get(index(subject)), now), now);
    }

    private static boolean wasQuiet(long state, long now) {
        return (state & REFUSED) == 0 && (state & TIME) <= now;
    }

    /** Allows a subject that has been quiet, and notes that it has to be quiet for as long again. */
    boolean letBy(long subject, long now, long quietMillis) {
        int index = index(subject);
        long slot = slots.get(index);
        return wasQuiet(stateOf(subject, slot, now), now)
                && slots.compareAndSet(index, slot, subject & FINGERPRINT | LET_BY | now + quietMillis);
    }

    /**
     * Notes that a token is asked for on behalf of a subject.
     *
     * @return how long ago it was allowed without a token, in ms, or -1
     */
    long ask(long subject, long now, long quietMillis) {
        int index = index(subject);
        long state = stateOf(subject, slots.getAndSet(index, subject & FINGERPRINT | now + quietMillis), now);
        boolean owes = (state & LET_BY) != 0 && (state & TIME) > now;
        return owes ? now - ((state & TIME) - quietMillis) : -1;
    }

    /** Refuses a subject for a while. */
    void refuse(long subject, long untilMillis) {
        slots.set(index(subject), subject & FINGERPRINT | REFUSED | untilMillis);
    }

    /** For how long a subject is still refused, in ms; 0 if it is not. */
    long refusedFor(long subject, long now) {
        long state = stateOf(subject, slots.get(index(subject)), now);
        return (state & REFUSED) == 0 ? 0 : Math.max(0, (state & TIME) - now);
    }

    /** As {@link #refusedFor}, for a subject that asks in spite of its refusal, which prolongs it by the penalty, up to the longest. */
    long refusedAgainFor(long subject, long now, long penaltyMillis, long longestMillis) {
        long wait = refusedFor(subject, now);
        if (wait == 0) {
            return 0;
        }
        long longer = Math.max(wait, Math.min(wait + penaltyMillis, longestMillis));
        refuse(subject, now + longer);
        return longer;
    }

    /** The state of the subject's slot; 0, as of an empty slot, if it is of another subject or from before the clock was set back. */
    private long stateOf(long subject, long slot, long now) {
        boolean other = ((slot ^ subject) & FINGERPRINT) != 0;
        return other || (slot & TIME) - now > longestMillis ? 0 : slot;
    }

    private static int index(long subject) {
        return (int) subject & SLOTS - 1;
    }
}
