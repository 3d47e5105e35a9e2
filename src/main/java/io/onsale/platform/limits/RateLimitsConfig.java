package io.onsale.platform.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rate limits of users and addresses on costly actions. The rates are in application.properties, with their reasons. */
@ConfigMapping(prefix = "onsale.rate-limits")
public interface RateLimitsConfig {
    @WithDefault("true")
    boolean enabled();

    /** Addresses and networks (CIDR) to which no address limit applies. */
    Optional<List<String>> exempt();

    /**
     * The delay of a user's next request that each refused one adds. A client that asks five times a second waits ever longer; four clients
     * that share a user and obey Retry-After, which is a second at least, do not lock each other out.
     */
    @WithDefault("240ms")
    Duration penalty();

    /** The upper bound of the delay from all refusals: a user who stops asking is never shut out for longer. */
    @WithDefault("30s")
    Duration longestPenalty();

    /** The longest wait for Redis. A request that then waits for Redis a second time still has its answer within a second. */
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

        /** Requests a second in the long run. */
        @Positive
        double perSecond();
    }
}
