package io.onsale.queue.domain;

import java.time.Instant;

/**
 * The standing of a ticket's holder: waiting at a position, or active in a slot.
 *
 * @param position 0 when active, else from 1 for the next to be admitted
 * @param enteredAt when the slot was granted; null while waiting
 * @param expiresAt when the slot ends; null while waiting, which does not expire
 */
public record Turn(QueueTicket ticket, QueueStatus status, long position, Instant enteredAt, Instant expiresAt) {

    public static Turn waiting(QueueTicket ticket, long position) {
        return new Turn(ticket, QueueStatus.WAITING, position, null, null);
    }

    public static Turn active(QueueTicket ticket, Instant enteredAt, Instant expiresAt) {
        return new Turn(ticket, QueueStatus.ACTIVE, 0, enteredAt, expiresAt);
    }

    public boolean isActive() {
        return status == QueueStatus.ACTIVE;
    }
}
