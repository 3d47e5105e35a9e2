package io.onsale.platform.events;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the outbox has it.
 *
 * @param position later ones of the same key have a higher one
 * @param type also the name of its topic
 * @param payload JSON
 * @param traceparent W3C Trace Context of whatever has recorded it; null if nobody traces that
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
