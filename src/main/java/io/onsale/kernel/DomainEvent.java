package io.onsale.kernel;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened and that others must hear of. Small by rule: ids, amounts and times, never a token or a balance.
 * The record's components are the event's payload as published.
 */
public interface DomainEvent {
    /** Version 7, unique to this occurrence: consumers recognise a repetition by it. */
    UUID eventId();

    Instant occurredAt();

    /** Topic and CloudEvents type, e.g. {@code payment.success}. */
    String type();

    /** Events with the same key are delivered in the order in which they happened. */
    UUID key();

    default int schemaVersion() {
        return 1;
    }
}
