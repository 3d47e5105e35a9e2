package io.onsale.queue.domain;

/**
 * The result of one look at a queue.
 *
 * @param nowMillis time by the clock of the queue, ms since the epoch
 * @param base where the sequence numbers of the current epoch start; 0 if there is no queue
 * @param last the last sequence number given out
 * @param head the sequence number of the first waiter of the epoch; last + 1 if there is none
 * @param returning the number of waiters of earlier epochs, all ahead of the head
 * @param admitted the number of admissions since the queue began
 * @param leaversKnown index in the list of leavers behind those in {@code leavers}
 * @param leavers sequence numbers of users who have left while waiting, in the order in which they left
 * @param admittedHere the number of admissions by this look
 * @param keptFrom the first of the numbers whose holders a failover has lost and who may be about to come back; 0 for
 *     none
 * @param keptTo the last of these numbers
 */
public record QueueLook(
        long nowMillis,
        long base,
        long last,
        long head,
        long returning,
        long waiting,
        long active,
        long admitted,
        int leaversKnown,
        int leaversTotal,
        long[] leavers,
        long admittedHere,
        long keptFrom,
        long keptTo) {}
