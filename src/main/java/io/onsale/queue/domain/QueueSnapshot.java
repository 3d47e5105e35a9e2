package io.onsale.queue.domain;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The state of one queue as an instance knows it since its last look: enough to tell the exact position of everybody
 * who waited then. The numbers of an epoch are dense and admitted from the front, so that of the numbers between the
 * head and a waiter only the leavers are missing.
 *
 * @param takenNanos when the look began, by {@link System#nanoTime}
 * @param last the last sequence number given out
 * @param head the sequence number of the first waiter of the epoch; last + 1 if there is none
 * @param returning the number of waiters of earlier epochs, all ahead of the head
 * @param left sorted sequence numbers of users who left while waiting; at least those from the head on
 * @param leaversKnown the number of entries of the list of leavers that have been read
 * @param lastLeaver the last of these entries
 * @param complete whether these are all entries of the list
 * @param keptFrom the first of the numbers that Redis has lost and whose holders have to come back; 0 for none
 * @param keptTo the last of these numbers
 * @param onlyEpoch whether this instance knows of no earlier epoch, whose waiters may be about to come back
 */
public record QueueSnapshot(
        long takenNanos,
        long base,
        long last,
        long head,
        long returning,
        long waiting,
        long active,
        OptionalDouble admittedPerSecond,
        long[] left,
        int leaversKnown,
        long lastLeaver,
        boolean complete,
        long keptFrom,
        long keptTo,
        boolean onlyEpoch) {

    public static final QueueSnapshot NONE =
            new QueueSnapshot(0, 0, 0, 0, 0, 0, 0, OptionalDouble.empty(), new long[0], 0, 0, false, 0, 0, true);

    /** The snapshot after another look. */
    public QueueSnapshot next(long takenNanos, QueueLook look, OptionalDouble admittedPerSecond) {
        QueueSnapshot before = look.base() == base ? this : NONE;
        // A failover of Redis may have forgotten who was admitted and who left. Positions that were told count neither,
        // so the head does not go back.
        long first = Math.max(before.head, look.head());
        long[] more = look.leavers();
        return new QueueSnapshot(
                takenNanos,
                look.base(),
                look.last(),
                first,
                look.returning(),
                look.waiting(),
                look.active(),
                admittedPerSecond,
                merge(before.left, more, first),
                look.leaversKnown(),
                more.length > 0 ? more[more.length - 1] : before.lastLeaver,
                look.leaversKnown() == look.leaversTotal(),
                look.keptFrom(),
                look.keptTo(),
                (look.base() == base || base == 0) && onlyEpoch && look.returning() == 0);
    }

    /**
     * Whether the number is of a user who waited, or left while waiting, behind the head: then {@link #position} is
     * exact.
     */
    public boolean covers(long sequence) {
        return complete
                && sequence >= base
                && sequence >= head
                && sequence <= last
                && (sequence < keptFrom || sequence > keptTo);
    }

    /**
     * The highest possible position of a user with this number who waits according to Redis. Redis itself says a lower
     * one, unless it has lost that users ahead left or were admitted.
     */
    public long highestPosition(long sequence) {
        return base > 0 && onlyEpoch && sequence >= head ? position(sequence) : Long.MAX_VALUE;
    }

    public boolean hasLeft(long sequence) {
        return Arrays.binarySearch(left, sequence) >= 0;
    }

    /** The position of a number that is covered and has not left; meaningless for any other. */
    public long position(long sequence) {
        return returning + (sequence - head + 1) - (below(sequence) - below(head));
    }

    private int below(long sequence) {
        int index = Arrays.binarySearch(left, sequence);
        return index < 0 ? -index - 1 : index;
    }

    /** Copies only when there is something new, or half of the array is of no more use. */
    private static long[] merge(long[] sorted, long[] more, long head) {
        int useless = Arrays.binarySearch(sorted, head);
        useless = useless < 0 ? -useless - 1 : useless;
        if (more.length == 0 && useless * 2 <= sorted.length) {
            return sorted;
        }
        long[] recent = Arrays.stream(more)
                .filter(sequence -> sequence >= head)
                .sorted()
                .toArray();
        var merged = new long[sorted.length - useless + recent.length];
        int length = 0;
        for (int i = useless, j = 0; i < sorted.length || j < recent.length; ) {
            boolean takeOld = j == recent.length || i < sorted.length && sorted[i] <= recent[j];
            long next = takeOld ? sorted[i++] : recent[j++];
            // A list that is read anew after a loss has some numbers that are known already.
            if (length == 0 || merged[length - 1] != next) {
                merged[length++] = next;
            }
        }
        return length == merged.length ? merged : Arrays.copyOf(merged, length);
    }
}
