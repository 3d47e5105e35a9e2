package io.onsale.platform.audit;

import java.time.Instant;
import java.util.UUID;

/**
 * What an operator has done.
 *
 * @param detail JSON: {@code {"before": {…}, "after": {…}}}
 */
public record AuditEntry(UUID id, Instant at, String actor, String action, String target, String detail) {}
