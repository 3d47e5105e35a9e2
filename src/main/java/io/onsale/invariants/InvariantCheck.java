package io.onsale.invariants;

import java.util.List;

/**
 * The result of checking one invariant.
 *
 * @param name stable and unique, in upper snake case
 * @param violations the ids of what breaks it, the first {@link #MAX_VIOLATIONS} found
 */
public record InvariantCheck(String name, List<String> violations) {
    public static final int MAX_VIOLATIONS = 20;

    public InvariantCheck {
        violations = violations.stream().limit(MAX_VIOLATIONS).toList();
    }

    public boolean holds() {
        return violations.isEmpty();
    }
}
