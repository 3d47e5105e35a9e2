package io.onsale.common.port.out;

import java.time.Instant;
import java.util.UUID;

/** Which events a consumer has acted on. */
public interface ProcessedMessages {
    /** Notes it in the transaction of the effect; false if it was noted before. */
    boolean add(String consumer, UUID eventId, Instant now);

    boolean contains(String consumer, UUID eventId);

    void deleteProcessedBefore(Instant time);
}
