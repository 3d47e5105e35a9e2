package io.onsale.concert.domain;

import java.util.Objects;
import java.util.UUID;

public record PerformanceId(UUID value) {
    public PerformanceId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
