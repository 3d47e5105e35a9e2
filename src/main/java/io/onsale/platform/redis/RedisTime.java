package io.onsale.platform.redis;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** What the scripts add to the clock of Redis: nothing, unless a test moves the time. */
@ApplicationScoped
@DefaultBean
public class RedisTime {
    public long offsetMillis() {
        return 0;
    }
}
