package io.onsale.platform.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A single Redis: the only server, or the primary of those that the client of Quarkus knows ({@code quarkus.redis.client-type}). After a
 * failover the address leads to another server, but open connections stay with the old one. As soon as the server says that it is a
 * replica, all connections are made anew.
 */
final class OneRedis implements RedisServers {
    /** The shortest time between two reconnections while the server stays a replica. */
    private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** By then every command that was sent to the old server has been answered. */
    private static final int RETIRE_SECONDS = 10;

    private final RedisAPI first;
    private final Supplier<RedisAPI> connect;
    private final CircuitBreaker breaker = new CircuitBreaker("Redis");
    private volatile RedisAPI redis;
    private long connectedNanos = System.nanoTime() - RECONNECT_NANOS;

    /** @param connect makes a client like the first */
    OneRedis(RedisAPI first, Supplier<RedisAPI> connect) {
        this.first = first;
        this.redis = first;
        this.connect = connect;
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
        return redis.send(command, arguments.toArray(String[]::new)).onFailure(this::leaveReplica);
    }

    private void leaveReplica(Throwable failure) {
        if (RedisRefusal.of(failure).filter(RedisRefusal::isOfReplica).isPresent()) {
            reconnect();
        }
    }

    private synchronized void reconnect() {
        long now = System.nanoTime();
        if (now - connectedNanos >= RECONNECT_NANOS) {
            connectedNanos = now;
            RedisAPI old = redis;
            redis = connect.get();
            CompletableFuture.delayedExecutor(RETIRE_SECONDS, TimeUnit.SECONDS).execute(old::close);
        }
    }

    /** The first client is closed by its maker, which is Quarkus. */
    @Override
    public void close() {
        if (redis != first) {
            redis.close();
        }
    }
}
