package io.onsale.platform.web;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** One page of a list that can grow without bound. */
@RegisterForReflection
public record PageOf<T>(List<T> items, int page, int size, long total) {
    public static final String DEFAULT_SIZE = "50";
    public static final int MAX_SIZE = 1000;
    /** The bound keeps the offset within an int; nobody pages that far. */
    public static final int MAX_PAGE = 1_000_000;
}
