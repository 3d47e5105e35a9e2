package io.onsale.platform.web;

import java.util.Optional;
import java.util.UUID;

/** Reads ids as RFC 9562 writes them. The JDK alone would take "1-1-1-1-1" too, and cut digits off groups that are too long. */
public final class StrictUuid {
    private StrictUuid() {}

    /** @return empty if it is none, or null */
    public static Optional<UUID> parse(String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString).filter(id -> id.toString()
                    .equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
