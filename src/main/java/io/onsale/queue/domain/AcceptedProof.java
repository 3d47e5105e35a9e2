package io.onsale.queue.domain;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * A proof of work that was found good, except that it may have been used already: the queue knows.
 *
 * @param nonce of its challenge
 * @param goodFor how long it would be accepted again, and has to be remembered
 */
public record AcceptedProof(UUID nonce, Duration goodFor) {
    public AcceptedProof {
        Objects.requireNonNull(nonce);
        Objects.requireNonNull(goodFor);
    }
}
