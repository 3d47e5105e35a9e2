package io.onsale.platform.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;

/** The connection to Redis: to one server, or to the masters of a cluster, of which one has all keys of a concert. */
interface RedisServers {

    /** The circuit breaker of the server that has the key. */
    CircuitBreaker breaker(String key);

    /** Whether the circuit breaker of any server is open. */
    boolean isAnyAway();

    /** Sends a command to the server that has the key, and with it all keys of the command. */
    Future<Response> send(String key, Command command, List<String> arguments);

    default void close() {}
}
