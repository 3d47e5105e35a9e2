package io.onsale.queue.domain;

import java.time.Instant;
import java.util.Objects;

/** All that decides who is admitted when, besides the queue itself. */
public record QueueTerms(QueuePolicy policy, Instant openTime) {
    public QueueTerms {
        Objects.requireNonNull(policy);
        Objects.requireNonNull(openTime);
    }
}
