package io.onsale.platform.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The limits of an instance under overload, and the proxies whose forwarding header it trusts. */
@ConfigMapping(prefix = "onsale.http")
public interface HttpConfig {
    /**
     * Requests in flight that may need a worker thread, of all clients together. An instance completes more than that in a second, so that every admitted client gets its
     * answer while it still waits; and so many bodies of the largest size are a tenth of a small heap.
     */
    @WithDefault("400")
    int maxInFlight();

    /**
     * The longest wait for a thread. A request that has waited longer is refused before any work is done: its answer would come late, and
     * delay all behind it.
     */
    @WithDefault("1s")
    Duration maxWait();

    /**
     * The time for a body to arrive. A body is a packet or two, which may be lost once or twice on the way. The time is shorter than that
     * for the answer, so that a slow sender learns that it was too slow.
     */
    @WithDefault("3s")
    Duration bodyWithin();

    /**
     * The time after which a request is answered 503 if it has no other answer. Clients give up after five seconds, one of which may be
     * lost on the way.
     */
    @WithDefault("4s")
    Duration answerWithin();

    /**
     * Requests whose bodies are still arriving, of all clients together. Such a request is not in flight yet; nearly all bodies arrive with
     * their header. At one too many, the oldest is given up.
     */
    @WithDefault("500")
    int maxUnfinishedBodies();

    /**
     * The memory for answers that clients have not taken yet. When it is used up, the client that takes the fewest bytes a second loses its
     * connection.
     */
    @WithDefault("64M")
    MemorySize maxUnsent();

    /** The period in each of which a client must take 32 KiB a second of its answer, or the rest of it; else it loses its connection. */
    @WithDefault("10s")
    Duration takenWithin();

    /** Addresses and networks (CIDR) of the proxies in front of the service. Only their X-Forwarded-For is believed. */
    Optional<List<String>> trustedProxies();
}
