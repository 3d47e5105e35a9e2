package io.onsale.drill;

import java.util.List;

/** @param ids of the users, seats or reservations concerned, by which the history is searched */
record Violation(String rule, String what, List<String> ids) {
    static Violation of(String rule, String what, String... ids) {
        return new Violation(rule, what, List.of(ids));
    }
}
