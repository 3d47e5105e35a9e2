package io.onsale.common.adapter.out.redis;

import io.onsale.common.domain.UnavailableException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs Lua scripts: one round trip each (EVALSHA), two when Redis does not know the script yet (on NOSCRIPT, EVAL). While Redis does not
 * answer nobody waits for it: one call a second finds out whether it is back, all others fail at once.
 */
@ApplicationScoped
public class RedisScripts {
    private static final Logger LOG = Logger.getLogger(RedisScripts.class);
    /** A buyer who waits longer is better served by a 503 and another try. */
    private static final Duration PATIENCE = Duration.ofMillis(750);
    /**
     * The timer has a thread of its own. On the pool that serves requests, which is Mutiny's own choice, no time would ever be up once all
     * threads there wait for it.
     */
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "redis-timer"));

    private final RedisAPI redis;
    private final RedisTime time;
    private final CircuitBreaker breaker = new CircuitBreaker();

    public RedisScripts(RedisAPI redis, RedisTime time) {
        this.redis = redis;
        this.time = time;
        timer.setRemoveOnCancelPolicy(true); // nearly all are cancelled, thousands a second
    }

    /**
     * @param keys all under one hash tag, so that the call works on Redis Cluster
     * @param arguments bound to ARGV[2] and up; ARGV[1] is the clock offset
     * @return the script's reply; fails with {@link UnavailableException} when Redis does not answer in time, or has not lately
     */
    public Uni<Response> run(LuaScript script, List<String> keys, List<?> arguments) {
        return guarded(() -> inTime(send(script, keys, arguments)));
    }

    /**
     * @param late run when there was no answer in time, as soon as there is one after all, or can be none any more: only then is what the
     *     script may have done there to be undone
     */
    public Uni<Response> run(LuaScript script, List<String> keys, List<?> arguments, Runnable late) {
        return guarded(() -> {
            // Goes on when nobody waits for it any more.
            Uni<Response> reply = send(script, keys, arguments).memoize().indefinitely();
            return inTime(reply).onFailure(UnavailableException.class).invoke(() -> reply.subscribe()
                    .with(answer -> late.run(), lost -> late.run()));
        });
    }

    /** As {@link #run}, for callers on a worker thread. */
    public Response await(LuaScript script, List<String> keys, List<?> arguments) {
        return run(script, keys, arguments).await().indefinitely();
    }

    /** Takes back what a script has done whose answer came too late; nobody waits. */
    public void undo(LuaScript script, List<String> keys, List<?> arguments) {
        send(script, keys, arguments).subscribe().with(done -> {}, lost -> {});
    }

    private Uni<Response> guarded(Supplier<Uni<Response>> call) {
        return Uni.createFrom()
                .deferred(() -> breaker.permits()
                        ? call.get()
                                .invoke(this::answered)
                                .onFailure(UnavailableException.class)
                                .invoke(this::unanswered)
                        : Uni.createFrom().failure(unavailable()));
    }

    private Uni<Response> inTime(Uni<Response> reply) {
        return reply.ifNoItem()
                .after(PATIENCE)
                .on(timer)
                .fail()
                .onFailure(RedisScripts::isOutage)
                .transform(outage -> unavailable());
    }

    private Uni<Response> send(LuaScript script, List<String> keys, List<?> arguments) {
        var tail = new ArrayList<String>(keys.size() + arguments.size() + 2);
        tail.add(Integer.toString(keys.size()));
        tail.addAll(keys);
        tail.add(Long.toString(time.offsetMillis()));
        arguments.forEach(argument -> tail.add(argument.toString()));
        return redis.evalsha(command(script.sha1(), tail))
                .onFailure(RedisScripts::isUnknownScript)
                .recoverWithUni(() -> redis.eval(command(script.source(), tail)));
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
    private static boolean isOutage(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return !message.startsWith("ERR") && !message.startsWith("WRONGTYPE");
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("The waiting room does not answer in time. Ask again.");
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }

    private void unanswered() {
        if (breaker.failed()) {
            LOG.warn("Redis does not answer: nobody enters or reserves until it does; holds can be paid");
        }
    }

    private void answered() {
        if (breaker.succeeded()) {
            LOG.info("Redis answers again");
        }
    }
}
