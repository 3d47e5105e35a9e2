package io.onsale.common.adapter.out.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.util.List;

/** One server: the only one, or the primary of those that the client of Quarkus knows ({@code quarkus.redis.client-type}). */
final class OneRedis implements RedisServers {
    private final RedisAPI redis;
    private final CircuitBreaker breaker = new CircuitBreaker("Redis");

    OneRedis(RedisAPI redis) {
        this.redis = redis;
    }

    @Override
    public CircuitBreaker breaker(String key) {
        return breaker;
    }

    @Override
    public boolean isAnyAway() {
        return breaker.isOpen();
    }

    @Override
    public Future<Response> send(String key, Command command, List<String> arguments) {
        return redis.send(command, arguments.toArray(String[]::new));
    }
}
