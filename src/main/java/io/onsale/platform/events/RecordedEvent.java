package io.onsale.platform.events;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of the outbox: one event.
 *
 * @param position higher for later events of the same key
 * @param type also the name of its topic
 * @param payload JSON
 * @param traceparent W3C Trace Context of the request or consumer that recorded the event; null outside of a trace
 */
public record RecordedEvent(
        long position,
        UUID eventId,
        String type,
        UUID key,
        int schemaVersion,
        String payload,
        Instant occurredAt,
        String traceparent) {}
