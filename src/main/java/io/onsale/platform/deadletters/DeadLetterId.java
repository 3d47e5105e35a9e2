package io.onsale.platform.deadletters;

import java.util.Objects;
import java.util.UUID;

/** The id of a dead letter. */
public record DeadLetterId(UUID value) {
    public DeadLetterId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
