package io.onsale.kernel;

import java.util.Map;

/** Where it is written down who has changed what, for good. */
public interface AuditLog {
    /**
     * Must run inside the transaction of the change: committed with it or not at all.
     *
     * @param action in upper snake case and the past tense, e.g. {@code DEAD_LETTER_REPLAYED}
     * @param target what was changed, e.g. {@code dead-letters/01990000-…}
     * @param before what the change replaces; empty if there was nothing
     */
    void write(String action, String target, Map<String, ?> before, Map<String, ?> after);
}
