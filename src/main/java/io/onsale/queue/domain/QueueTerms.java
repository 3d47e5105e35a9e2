package io.onsale.queue.domain;

import io.onsale.concert.domain.Sale;
import java.time.Instant;
import java.util.Objects;

/** The terms of a queue: the policy and the times that decide who is admitted when, and what is left of the sale. */
public record QueueTerms(QueuePolicy policy, Instant openTime, Sale sale) {
    public QueueTerms {
        Objects.requireNonNull(policy);
        Objects.requireNonNull(openTime);
        Objects.requireNonNull(sale);
    }
}
