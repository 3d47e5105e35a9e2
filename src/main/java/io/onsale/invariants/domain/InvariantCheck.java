package io.onsale.invariants.domain;

import java.util.List;

/**
 * What became of checking one invariant.
 *
 * @param name stable and unique, in upper snake case
 * @param violations the ids of what breaks it, the first {@link #MAX_VIOLATIONS} found
 */
public record InvariantCheck(String name, List<String> violations) {
    public static final int MAX_VIOLATIONS = 20;

    public InvariantCheck {
        violations = List.copyOf(violations);
    }

    public boolean holds() {
        return violations.isEmpty();
    }
}
