package io.onsale.kernel;

import java.util.Map;

/** The lasting record of who changed what. */
public interface AuditLog {
    /**
     * Writes an entry inside the transaction of the change, with which it is committed or rolled back.
     *
     * @param action in upper snake case and the past tense, e.g. {@code DEAD_LETTER_REPLAYED}
     * @param target what was changed, e.g. {@code dead-letters/01990000-…}
     * @param before what the change replaces; empty if there was nothing
     */
    void write(String action, String target, Map<String, ?> before, Map<String, ?> after);
}
