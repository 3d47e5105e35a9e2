package io.onsale.platform.redis;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** The offset that scripts add to the clock of Redis: 0, unless a test moves the time. */
@ApplicationScoped
@DefaultBean
public class RedisTime {
    public long offsetMillis() {
        return 0;
    }
}
