package io.onsale.platform.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;

/** The way to Redis: to one server, or to the many of a cluster, of which one has all that concerns a concert. */
interface RedisServers {

    /** What is known of the server that has the key. */
    CircuitBreaker breaker(String key);

    /** Whether one of them is not being asked at present. */
    boolean isAnyAway();

    /** Sends a command to the server that has the key, and with it all keys of the command. */
    Future<Response> send(String key, Command command, List<String> arguments);

    default void close() {}
}
