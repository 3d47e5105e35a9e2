package io.onsale.platform.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an instance does not take on when more is asked of it than it can do, and whom it believes who asks. */
@ConfigMapping(prefix = "onsale.http")
public interface HttpConfig {
    /**
     * Requests in flight, of all clients together. An instance gets more than that done in a second, so that whoever is let in is
     * answered while there is still somebody to hear it; and so many bodies of the largest size are a tenth of a small heap.
     */
    @WithDefault("400")
    int maxInFlight();

    /** Whoever has waited so long for a thread is refused before any work is done: the answer would come late, for all behind as well. */
    @WithDefault("1s")
    Duration maxWait();

    /**
     * After which a body has to be there: it is a packet or two, which may be lost once or twice on the way. Shorter than the time for the answer,
     * so that a slow sender is told who was slow.
     */
    @WithDefault("3s")
    Duration bodyWithin();

    /** After which a request has its answer, this one if there is none else. Clients give up after five seconds, one of which may be lost on the way. */
    @WithDefault("4s")
    Duration answerWithin();

    /**
     * Requests whose bodies are under way, of all clients together. They are in flight only when they are there as a whole, which they nearly always are
     * with the header; of one too many, the one that has taken longest is given up.
     */
    @WithDefault("500")
    int maxUnfinishedBodies();

    /** Memory of answers that clients have not taken yet. When it is used up, whoever takes least a second loses the connection. */
    @WithDefault("64M")
    MemorySize maxUnsent();

    /** In which a client must take 32 KiB a second of its answer, or the rest of it, again and again, or it loses the connection. */
    @WithDefault("10s")
    Duration takenWithin();

    /**
     * Addresses and networks (CIDR) of the proxies in front of the service, which alone are believed when they say in X-Forwarded-For for whom
     * they ask.
     */
    Optional<List<String>> trustedProxies();
}
