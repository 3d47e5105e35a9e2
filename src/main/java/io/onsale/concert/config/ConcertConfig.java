package io.onsale.concert.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/** The settings of concerts: what an opening asks of the deployment. */
@ConfigMapping(prefix = "onsale.concert")
public interface ConcertConfig {
    /**
     * How long before its opening a concert counts as about to open: the time that more instances take to start and to
     * warm up.
     */
    @WithDefault("10m")
    Duration openingLead();

    /**
     * How long after its opening a concert still counts: by then the rush is over, or other figures tell that it goes
     * on.
     */
    @WithDefault("15m")
    Duration openingTail();

    /**
     * The number of instances to ask the autoscaler for while any concert counts as about to open. 300,000 people in
     * ten minutes take 1.53 processors of the JVM (docs/capacity.md) or 2.6 of the executable, which are three
     * instances. The default is twice that, for the seconds before an autoscaler has looked, and for an instance that
     * dies.
     */
    @WithDefault("6")
    @PositiveOrZero
    int openingInstances();
}
