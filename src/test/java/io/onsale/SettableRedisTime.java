package io.onsale;

import io.onsale.platform.redis.RedisTime;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** The time of the Redis scripts in tests, which moves together with that of the service. */
@Alternative
@Priority(1)
@ApplicationScoped
public class SettableRedisTime extends RedisTime {
    private final SettableClock clock;

    public SettableRedisTime(SettableClock clock) {
        this.clock = clock;
    }

    @Override
    public long offsetMillis() {
        return clock.offset().toMillis();
    }
}
