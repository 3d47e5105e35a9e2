package io.onsale.concert.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "onsale.concert")
public interface ConcertConfig {
    /** For how long before its opening a concert counts as about to open: so long do more instances take to be there and warm. */
    @WithDefault("10m")
    Duration openingLead();

    /** For how long after it: the rush is over then, or other figures tell that it goes on. */
    @WithDefault("15m")
    Duration openingTail();
}
