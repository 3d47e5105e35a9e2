package io.onsale.platform.deadletters;

import java.time.Instant;

/** A dead letter without the record itself. */
public record DeadLetterSummary(
        DeadLetterId id, Failure failure, Origin origin, Instant diedAt, DeadLetterStatus status, Instant updatedAt) {}
