package io.onsale.invariants;

import java.time.Instant;
import java.util.Optional;

/** The outbox as the check sees it: committed events that are not in Kafka yet. */
public interface Outbox {
    Optional<Waiting> first();

    boolean has(Waiting event);

    /** @param position in the order of sending */
    record Waiting(long position, String type, Instant occurredAt) {}
}
