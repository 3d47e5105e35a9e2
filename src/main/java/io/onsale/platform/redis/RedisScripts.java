package io.onsale.platform.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.runtime.EventLoops;
import io.onsale.platform.runtime.Heartbeats;
import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The runner of Lua scripts: one round trip each (EVALSHA), two when Redis does not know the script yet (on NOSCRIPT, EVAL). Behind the
 * circuit breaker of a server no request waits for it while it is away or refuses: all that need it fail at once, and one write a second
 * probes whether it is back.
 */
@ApplicationScoped
public class RedisScripts {
    private static final Logger LOG = Logger.getLogger(RedisScripts.class);
    /** A buyer who waits longer is better served by a 503 and another try. */
    private static final Duration PATIENCE = Duration.ofMillis(750);

    /**
     * The delay of an event loop from which on a silence says nothing of Redis: the answer may be here and not have been read, since a script
     * and its answer wait for a loop some three times.
     */
    private static final Duration STARVED = PATIENCE.dividedBy(4);

    private static final TimeoutException SILENCE = new TimeoutException();
    /** The life of the key that a probe writes; the key need not exist. */
    private static final long PROBED_MILLIS = 1000;

    private static final Duration[] BUCKETS =
            Stream.of(1, 5, 10, 25, 50, 100, 250, 750).map(Duration::ofMillis).toArray(Duration[]::new);
    /** A timer of low precision is enough: it costs a call hardly anything, and wakes no thread for it. */
    private static final String PATIENCE_TIMER = "Patience with Redis";
    /** Nothing waits on the timer's thread. */
    private static final Duration PATIENCE_TIMER_WITHIN = Duration.ofSeconds(30);

    private static final Duration TICK = Duration.ofMillis(50);
    /**
     * The timer has a thread of its own. On the pool that serves requests no timeout would ever fire once all its threads wait for Redis.
     */
    private final HashedWheelTimer timer =
            new HashedWheelTimer(task -> new Thread(task, "redis-timer"), TICK.toMillis(), TimeUnit.MILLISECONDS);

    private final RedisServers redis;
    private final RedisTime time;
    private final EventLoops loops;
    private final Traces traces;
    private final MeterRegistry metrics;
    private final Map<LuaScript, Timer> durations = new ConcurrentHashMap<>();

    RedisScripts(
            RedisServers redis,
            RedisTime time,
            EventLoops loops,
            Traces traces,
            Heartbeats heartbeats,
            MeterRegistry metrics) {
        heartbeats.expect(PATIENCE_TIMER, PATIENCE_TIMER_WITHIN);
        beat(heartbeats);
        this.redis = redis;
        this.time = time;
        this.loops = loops;
        this.traces = traces;
        this.metrics = metrics;
        Gauge.builder("onsale.redis.breaker.open", redis, servers -> servers.isAnyAway() ? 1 : 0)
                .description(
                        "1 while this instance takes Redis, or a server of a cluster, for away: nobody enters or reserves there")
                .register(metrics);
    }

    /** The heartbeat of the timer, once a second, by the timer itself. */
    private void beat(Heartbeats heartbeats) {
        heartbeats.beat(PATIENCE_TIMER);
        timer.newTimeout(timeout -> beat(heartbeats), 1, TimeUnit.SECONDS);
    }

    private Timer duration(LuaScript script) {
        return durations.computeIfAbsent(script, measured -> Timer.builder("onsale.redis.script")
                .description("How long Redis took to answer a script, or was waited for in vain")
                .tag("script", measured.name())
                .serviceLevelObjectives(BUCKETS)
                .register(metrics));
    }

    /**
     * @param keys one at least, all under one hash tag, so that the call works on Redis Cluster
     * @param arguments bound to ARGV[2] and up; ARGV[1] is the clock offset
     * @return the script's reply; fails with {@link UnavailableException} when Redis does not answer in time, or its circuit breaker is
     *     open
     */
    public CompletableFuture<Response> run(LuaScript script, List<String> keys, List<?> arguments) {
        return run(script, keys, arguments, () -> {});
    }

    /**
     * @param late compensation for what the script may have done although the caller has failed: it runs when the answer arrives after the
     *     timeout, or when none can arrive any more because the connection was lost
     */
    public CompletableFuture<Response> run(LuaScript script, List<String> keys, List<?> arguments, Runnable late) {
        CircuitBreaker breaker = redis.breaker(keys.get(0));
        if (breaker.isOpen()) {
            if (breaker.isProbeDue()) {
                probe(keys.get(0), breaker);
            }
            return CompletableFuture.failedFuture(unavailable());
        }
        var answer = new CompletableFuture<Response>();
        long sentNanos = System.nanoTime();
        answer.whenComplete(
                (reply, failure) -> duration(script).record(System.nanoTime() - sentNanos, TimeUnit.NANOSECONDS));
        Timeout patience =
                timer.newTimeout(timeout -> fail(answer, SILENCE, breaker), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        send(script, keys, arguments).onComplete(reply -> {
            patience.cancel();
            boolean lost = reply.failed() && isOutage(reply.cause());
            if (!settle(answer, reply, breaker) || lost) {
                late.run();
            }
        });
        return answer;
    }

    /** The probe is a write: a server that accepts no writes still answers reads. */
    private void probe(String key, CircuitBreaker breaker) {
        List<String> write = List.of(RedisCluster.probe(key), "", "PX", Long.toString(PROBED_MILLIS));
        redis.send(key, Command.SET, write).onSuccess(reply -> back(breaker));
    }

    /** Returns false if the answer comes too late. */
    private boolean settle(CompletableFuture<Response> answer, AsyncResult<Response> reply, CircuitBreaker breaker) {
        if (reply.failed()) {
            return fail(answer, reply.cause(), breaker);
        }
        if (answer.isDone()) {
            return false;
        }
        breaker.succeeded();
        return answer.complete(reply.result());
    }

    private boolean fail(CompletableFuture<Response> answer, Throwable failure, CircuitBreaker breaker) {
        if (answer.isDone()) {
            return false;
        }
        boolean outage = isOutage(failure);
        if (outage) {
            if (failure != SILENCE || !isStarved()) {
                unanswered(breaker, failure);
            }
        } else {
            breaker.succeeded();
        }
        return answer.completeExceptionally(outage ? unavailable() : failure);
    }

    private boolean isStarved() {
        return loops.late().compareTo(STARVED) > 0;
    }

    /** As {@link #run}, for callers on a worker thread. */
    public Response await(LuaScript script, List<String> keys, List<?> arguments) {
        return await(run(script, keys, arguments));
    }

    /** Waits for an answer of {@link #run}, and fails with its failure. */
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Takes back what a script has done whose answer came too late; the caller does not wait. */
    public void undo(LuaScript script, List<String> keys, List<?> arguments) {
        send(script, keys, arguments);
    }

    private Future<Response> send(LuaScript script, List<String> keys, List<?> arguments) {
        var tail = new ArrayList<String>(keys.size() + arguments.size() + 2);
        tail.add(Integer.toString(keys.size()));
        tail.addAll(keys);
        tail.add(Long.toString(time.offsetMillis()));
        arguments.forEach(argument -> tail.add(argument.toString()));
        String key = keys.get(0);
        Span span = span(script);
        return redis.send(key, Command.EVALSHA, command(script.sha1(), tail))
                .recover(failure -> isUnknownScript(failure)
                        ? redis.send(key, Command.EVAL, command(script.source(), tail))
                        : Future.failedFuture(failure))
                .onComplete(reply -> Traces.end(span, reply.cause()));
    }

    private Span span(LuaScript script) {
        return traces.span(script.name(), SpanKind.CLIENT)
                .setAttribute("db.system.name", "redis")
                .setAttribute("db.operation.name", "EVALSHA")
                .setAttribute("db.stored_procedure.name", script.name())
                .startSpan();
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

    /**
     * An outage is a server that is not reached, loads, fails over, is full or does not let us in: everything but an error of our command.
     */
    private static boolean isOutage(Throwable failure) {
        return RedisRefusal.of(failure).filter(RedisRefusal::isDefect).isEmpty();
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("The waiting room does not answer in time. Ask again.");
    }

    @PreDestroy
    void close() {
        timer.stop();
    }

    private static void unanswered(CircuitBreaker breaker, Throwable failure) {
        Optional<RedisRefusal> refusal = RedisRefusal.of(failure);
        if (refusal.filter(RedisRefusal::isOfOneSlot).isPresent()) {
            return;
        }
        if (breaker.failed(refusal.filter(RedisRefusal::isLasting).isPresent())) {
            LOG.warnf(
                    "%s does not answer%s: nobody enters or reserves until it does; holds can be paid",
                    breaker,
                    refusal.map(told -> " as asked (" + told.code() + ")").orElse(""));
        }
    }

    private static void back(CircuitBreaker breaker) {
        if (breaker.close()) {
            LOG.infof("%s answers again", breaker);
        }
    }
}
