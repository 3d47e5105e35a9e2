package io.onsale.benchmark;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A million people in a queue, written into Redis at once: entering one by one would take longer than the benchmark. */
final class Crowd implements AutoCloseable {
    private static final int AT_ONCE = 20_000;
    private static final String ADD = """
            local last = tonumber(redis.call('GET', KEYS[1]))
            local random = math.random
            for i = 1, ARGV[1] do
              local user = string.format('%08x-%04x-7%03x-8%03x-%012x', random(0, 0x7fffffff), random(0, 0xffff), random(0, 0xfff), random(0, 0xfff), last + i)
              redis.call('ZADD', KEYS[2], last + i, user)
            end
            redis.call('SET', KEYS[1], last + ARGV[1], 'KEEPTTL')
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    Crowd(String url) {
        redis = Redis.createClient(vertx, url);
    }

    /** @param concert whose queue somebody has entered before */
    void queueUp(String concert, int people) {
        String prefix = "onsale:{" + concert + "}:";
        for (int queued = 0; queued < people; queued += AT_ONCE) {
            send(Request.cmd(
                    Command.EVAL, ADD, 2, prefix + "sequence", prefix + "waiting", Math.min(AT_ONCE, people - queued)));
        }
    }

    /** Removes everybody behind the first so many, as if they had never come. */
    void shorten(String concert, int people) {
        send(Request.cmd(Command.ZREMRANGEBYRANK, "onsale:{" + concert + "}:waiting", people, -1));
    }

    /** Empties all queues, since each queue in use is looked at five times a second. */
    void disperse() {
        send(Request.cmd(Command.FLUSHALL));
    }

    /** The bytes that Redis has allocated. */
    long memory() {
        return send(Request.cmd(Command.INFO, "memory"))
                .toString()
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("used_memory:".length()).trim()))
                .findFirst()
                .orElseThrow();
    }

    private Response send(Request request) {
        return redis.send(request).toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
