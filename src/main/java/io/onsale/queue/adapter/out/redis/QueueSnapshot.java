package io.onsale.queue.adapter.out.redis;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What an instance knows of one queue since its last look: enough to tell the exact position of everybody who waited then. The numbers of
 * an epoch are dense and admitted from the front, so that of those between the head and a waiter only the leavers are missing.
 *
 * @param takenNanos when the look began, by {@link System#nanoTime}
 * @param last the last sequence number given out
 * @param head the sequence number of the first waiter of the epoch, last + 1 if there is none
 * @param returning waiters of earlier epochs, all ahead of the head
 * @param left sorted sequence numbers of those who left while waiting; at least those from the head on
 * @param leaversKnown how many entries of the list of leavers have been read
 * @param complete whether that is all of them
 */
record QueueSnapshot(
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
        boolean complete) {

    static final QueueSnapshot NONE =
            new QueueSnapshot(0, 0, 0, 0, 0, 0, 0, OptionalDouble.empty(), new long[0], 0, false);

    QueueSnapshot next(long takenNanos, AdmitWaitingScript.Reply reply, OptionalDouble admittedPerSecond) {
        long[] before = reply.base() == base ? left : NONE.left;
        return new QueueSnapshot(
                takenNanos,
                reply.base(),
                reply.last(),
                reply.head(),
                reply.returning(),
                reply.waiting(),
                reply.active(),
                admittedPerSecond,
                merge(before, reply.leavers(), reply.head()),
                reply.leaversKnown(),
                reply.leaversKnown() == reply.leaversTotal());
    }

    /** Whether the ticket's holder waited, or left while waiting, behind those admitted so far: then {@link #position} is exact. */
    boolean covers(long sequence) {
        return complete && sequence >= base && sequence >= head && sequence <= last;
    }

    boolean hasLeft(long sequence) {
        return Arrays.binarySearch(left, sequence) >= 0;
    }

    /** Only for a sequence number that is covered and has not left. */
    long position(long sequence) {
        return returning + (sequence - head + 1) - (below(sequence) - below(head));
    }

    private int below(long sequence) {
        int index = Arrays.binarySearch(left, sequence);
        return index < 0 ? -index - 1 : index;
    }

    /** Copies only when there is something new or half of the array is of no more use. */
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
        for (int i = useless, j = 0, k = 0; k < merged.length; k++) {
            boolean takeOld = j == recent.length || i < sorted.length && sorted[i] <= recent[j];
            merged[k] = takeOld ? sorted[i++] : recent[j++];
        }
        return merged;
    }
}
