package io.onsale.common.adapter.out.redis;

import io.onsale.common.domain.UnavailableException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs Lua scripts: one round trip each (EVALSHA), two when Redis does not know the script yet (on NOSCRIPT, EVAL). */
@ApplicationScoped
public class RedisScripts {
    /** A buyer who waits longer is better served by a 503 and another try. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RedisAPI redis;
    private final RedisTime time;

    public RedisScripts(RedisAPI redis, RedisTime time) {
        this.redis = redis;
        this.time = time;
    }

    /**
     * @param keys all under one hash tag, so that the call works on Redis Cluster
     * @param arguments bound to ARGV[2] and up; ARGV[1] is the clock offset
     * @return the script's reply; fails with {@link UnavailableException} when Redis does not answer within a second
     */
    public Uni<Response> run(LuaScript script, List<String> keys, List<?> arguments) {
        var tail = new ArrayList<String>(keys.size() + arguments.size() + 2);
        tail.add(Integer.toString(keys.size()));
        tail.addAll(keys);
        tail.add(Long.toString(time.offsetMillis()));
        arguments.forEach(argument -> tail.add(argument.toString()));
        return redis.evalsha(command(script.sha1(), tail))
                .onFailure(RedisScripts::isUnknownScript)
                .recoverWithUni(() -> redis.eval(command(script.source(), tail)))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(RedisScripts::unavailable);
    }

    /** As {@link #run}, for callers on a worker thread. */
    public Response await(LuaScript script, List<String> keys, List<?> arguments) {
        return run(script, keys, arguments).await().indefinitely();
    }

    private static List<String> command(String script, List<String> tail) {
        var command = new ArrayList<String>(tail.size() + 1);
        command.add(script);
        command.addAll(tail);
        return command;
    }

    private static boolean isUnknownScript(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    /** An error that the script itself raised is our defect; one of a server that loads, fails over or is full is an outage. */
    private static Throwable unavailable(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("ERR") || message.startsWith("WRONGTYPE")
                ? failure
                : new UnavailableException("The waiting room does not answer in time. Ask again.");
    }
}
