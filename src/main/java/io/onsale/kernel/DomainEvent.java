package io.onsale.kernel;

import java.time.Instant;
import java.util.UUID;

/**
 * An event: something that happened and that other modules must hear of. Events are small by rule: ids, amounts and times, never a token or
 * a balance. The record's components are the event's payload as published.
 */
public interface DomainEvent {
    /** A UUID of version 7, unique to this occurrence: consumers recognise a repetition by it. */
    UUID eventId();

    Instant occurredAt();

    /** The topic and the CloudEvents type, e.g. {@code payment.success}. */
    String type();

    /** The partition key: events with the same key are delivered in the order in which they happened. */
    UUID key();

    default int schemaVersion() {
        return 1;
    }
}
