package io.onsale.queue.domain;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * A proof of work that was found good. Only the queue knows whether it has been used already.
 *
 * @param nonce the nonce of its challenge
 * @param goodFor how long the proof would be accepted again, and must be remembered
 */
public record AcceptedProof(UUID nonce, Duration goodFor) {
    public AcceptedProof {
        Objects.requireNonNull(nonce);
        Objects.requireNonNull(goodFor);
    }
}
