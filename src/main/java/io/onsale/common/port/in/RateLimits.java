package io.onsale.common.port.in;

import io.onsale.common.domain.LimitedAction;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Keeps each user, and each client address, to a rate of requests. Honest clients cost nothing: they are let by from memory. */
public interface RateLimits {
    /** The answer to a request that is let by without anybody being asked. */
    CompletableFuture<Void> LET_BY = CompletableFuture.completedFuture(null);

    /**
     * Counts a request. Never blocks.
     *
     * @param concert of which it is, or null if of none
     * @param user who asks, or null where anybody may: the address alone counts then
     * @param address of the client, looked up only if it matters; empty if it is exempt
     * @return fails with {@link io.onsale.common.domain.RateLimitedException}
     */
    CompletableFuture<Void> take(LimitedAction action, UUID concert, UUID user, Supplier<Optional<String>> address);
}
