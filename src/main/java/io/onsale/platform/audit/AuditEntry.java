package io.onsale.platform.audit;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry of the audit log: one act of an operator.
 *
 * @param detail JSON: {@code {"before": {…}, "after": {…}}}
 */
public record AuditEntry(UUID id, Instant at, String actor, String action, String target, String detail) {}
