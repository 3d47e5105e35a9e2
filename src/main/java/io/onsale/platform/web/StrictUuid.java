package io.onsale.platform.web;

import java.util.Optional;
import java.util.UUID;

/**
 * A strict reader of ids in the notation of RFC 9562. The JDK alone would take "1-1-1-1-1" too, and cut digits off groups that are too
 * long.
 */
public final class StrictUuid {
    private StrictUuid() {}

    /** @return empty for null or a text that is no id */
    public static Optional<UUID> parse(String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString).filter(id -> id.toString()
                    .equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
