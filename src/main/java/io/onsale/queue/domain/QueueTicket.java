package io.onsale.queue.domain;

import io.onsale.concert.domain.ConcertId;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.Objects;

/**
 * The content of a queue token whose signature is verified: who waits for which concert since when. It proves identity,
 * not a slot.
 *
 * @param sequence place in the order of entry, lower is earlier; unique within the concert, also across an emptied
 *     Redis
 * @param issuedAt to the millisecond
 */
public record QueueTicket(UserId user, ConcertId concert, long sequence, Instant issuedAt) {
    public QueueTicket {
        Objects.requireNonNull(user);
        Objects.requireNonNull(concert);
        Objects.requireNonNull(issuedAt);
        if (sequence <= 0) {
            throw new IllegalArgumentException("sequence must be positive: " + sequence);
        }
    }
}
