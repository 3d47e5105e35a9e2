package io.onsale.queue.domain;

import io.onsale.concert.domain.ConcertId;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * The task on which a user must work before entering the queue of a concert.
 *
 * @param bits how much work it is, see {@link ProofOfWork#isWorth}
 * @param expiresAt to the millisecond
 * @param nonce what tells this challenge from all others, so that its proof is good for one entry
 */
public record Challenge(UserId user, ConcertId concert, int bits, Instant expiresAt, UUID nonce) {
    public Challenge {
        Objects.requireNonNull(user);
        Objects.requireNonNull(concert);
        Objects.requireNonNull(expiresAt);
        Objects.requireNonNull(nonce);
        if (bits < 1 || bits > QueuePolicy.MAX_PROOF_OF_WORK_BITS) {
            throw new IllegalArgumentException("bits out of range: " + bits);
        }
    }

    public boolean isFor(UserId otherUser, ConcertId otherConcert) {
        return user.equals(otherUser) && concert.equals(otherConcert);
    }

    public boolean hasExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
