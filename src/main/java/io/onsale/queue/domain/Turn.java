package io.onsale.queue.domain;

import java.time.Instant;

/**
 * Where the holder of a ticket stands.
 *
 * @param position 0 when active, else 1 for the next to be admitted
 * @param enteredAt when the slot was granted, null while waiting
 * @param expiresAt when the slot ends, null while waiting: waiting does not expire
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
