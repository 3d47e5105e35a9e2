package io.onsale.user.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a user. */
public record UserId(UUID value) {
    public UserId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
