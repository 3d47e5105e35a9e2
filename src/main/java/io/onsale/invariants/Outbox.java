package io.onsale.invariants;

import java.time.Instant;
import java.util.Optional;

/** The events that are committed and not in Kafka yet. */
public interface Outbox {
    Optional<Waiting> first();

    boolean has(Waiting event);

    /** @param position in the order of sending */
    record Waiting(long position, String type, Instant occurredAt) {}
}
