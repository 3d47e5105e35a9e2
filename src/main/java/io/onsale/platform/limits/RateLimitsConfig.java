package io.onsale.platform.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How often a user, and how often an address, may do what costs something; the rates are in application.properties, with their reasons. */
@ConfigMapping(prefix = "onsale.rate-limits")
public interface RateLimitsConfig {
    @WithDefault("true")
    boolean enabled();

    /** Addresses and networks (CIDR) to which no address limit applies. */
    Optional<List<String>> exempt();

    /**
     * By how much each refused request of a user delays their next. A client that asks five times a second waits ever longer; four that share
     * a user and keep to Retry-After, which is a second at least, do not keep one another out.
     */
    @WithDefault("240ms")
    Duration penalty();

    /** By how much all of them together do: nobody is shut out for longer, once they stop asking. */
    @WithDefault("30s")
    Duration longestPenalty();

    /** After which Redis is not waited for: who then waits for it a second time has an answer within a second all the same. */
    @WithDefault("200ms")
    Duration answerWithin();

    Limits enter();

    Limits poll();

    Limits reserve();

    Limits pay();

    Limits cancel();

    Limits charge();

    Limits register();

    Limits read();

    interface Limits {
        Bucket user();

        Bucket address();
    }

    interface Bucket {
        /** Requests at once. */
        @Min(1)
        int burst();

        /** Requests a second for as long as they come. */
        @Positive
        double perSecond();
    }
}
