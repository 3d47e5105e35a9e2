package io.onsale.concert.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

@ConfigMapping(prefix = "onsale.concert")
public interface ConcertConfig {
    /** For how long before its opening a concert counts as about to open: so long do more instances take to be there and warm. */
    @WithDefault("10m")
    Duration openingLead();

    /** For how long after it: the rush is over then, or other figures tell that it goes on. */
    @WithDefault("15m")
    Duration openingTail();

    /**
     * As many instances does this one ask whoever scales the service for while any concert counts as about to open. 300,000 people in ten
     * minutes take 1.53 processors of the JVM (docs/capacity.md), 2.6 of the executable: three instances. Twice that, for the seconds before
     * an autoscaler has looked, and for one that dies.
     */
    @WithDefault("6")
    @PositiveOrZero
    int openingInstances();
}
