package io.onsale.queue.domain;

import io.onsale.concert.domain.Sale;
import java.time.Instant;
import java.util.Objects;

/** All that decides who is let in when, besides the queue itself, and what is left to be had inside. */
public record QueueTerms(QueuePolicy policy, Instant openTime, Sale sale) {
    public QueueTerms {
        Objects.requireNonNull(policy);
        Objects.requireNonNull(openTime);
        Objects.requireNonNull(sale);
    }
}
