package io.onsale.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.runtime.EventLoops;
import io.onsale.platform.runtime.Heartbeats;
import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of the circuit breaker in front of a Redis that answers, fails or is silent, as the test wants. */
@QuarkusTest
class RedisScriptsTest {
    private static final LuaScript ANY = LuaScript.of("reservation/release_seats");
    private static final Future<Response> OK = Future.succeededFuture(SimpleStringType.create("OK"));
    private static final Future<Response> SILENCE = Promise.<Response>promise().future();

    private class FakeRedis implements RedisAPI {
        @Override
        public Future<Response> send(Command command, String... arguments) {
            sent.incrementAndGet();
            return command == Command.EVALSHA ? answer : written;
        }

        @Override
        public void close() {}
    }

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final ExpectedFailures outage = new ExpectedFailures(RedisScripts.class);
    private volatile Future<Response> answer = OK;
    private volatile Future<Response> written = OK;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private volatile Duration loopsLate = Duration.ZERO;
    private final EventLoops loops = new EventLoops() {
        @Override
        public Duration late() {
            return loopsLate;
        }
    };
    private final RedisScripts scripts = new RedisScripts(
            new OneRedis(new FakeRedis(), () -> {
                connected.incrementAndGet();
                return new FakeRedis();
            }),
            new RedisTime(),
            loops,
            new Traces(OpenTelemetry.noop(), true),
            new Heartbeats(metrics),
            metrics);

    @AfterEach
    void endOutage() {
        outage.close();
        scripts.close();
    }

    @Test
    void givenSilence_run_failsWithinASecond_andThenAtOnce() {
        // Given
        answer = SILENCE;
        long begin = System.nanoTime();
        many(10);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(3));
        // When
        long open = System.nanoTime();
        many(1000);
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - open)).isLessThan(Duration.ofSeconds(1));
        assertThat(sent).hasValue(10);
    }

    /** An undo that is sent earlier, on another connection, may overtake the script that it is to undo. */
    @Test
    void givenAnswerTooLate_whatItDidIsUndoneAfterIt() {
        // Given
        Promise<Response> reply = Promise.promise();
        answer = reply.future();
        many(10);
        many(10); // the calls are not sent any more, so there is nothing to undo
        assertThat(late).hasValue(0);
        // When
        reply.complete(SimpleStringType.create("OK"));
        // Then
        assertThat(late).hasValue(10);
    }

    /** The script may have run before the connection broke. */
    @Test
    void givenLostConnection_whatItMayHaveDoneIsUndone() {
        answer = Future.failedFuture(new ConnectException("Connection reset"));
        many(1);
        assertThat(late).hasValue(1);
    }

    @Test
    void givenAnswerInTime_nothingIsUndone() {
        RedisScripts.await(scripts.run(ANY, List.of("key"), List.of(), late::incrementAndGet));
        assertThat(late).hasValue(0);
    }

    @Test
    void givenSilenceThatEnds_run_worksAgainWithinTwoSeconds() {
        answer = SILENCE;
        many(10);
        answer = OK;
        await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> run() != null);
        assertThat(sent).hasValueLessThan(14);
    }

    /** The answers may be here, and no loop has had the time to read them. */
    @Test
    void givenSilenceWhileTheOwnEventLoopsAreLate_redisIsNotTakenForAway() {
        // Given
        answer = SILENCE;
        loopsLate = Duration.ofMillis(400);
        // When
        many(10);
        // Then
        assertThat(metrics.get("onsale.redis.breaker.open").gauge().value()).isZero();
        loopsLate = Duration.ofMillis(20);
        many(10);
        assertThat(metrics.get("onsale.redis.breaker.open").gauge().value()).isEqualTo(1);
    }

    @Test
    void givenRefusedConnectionsWhileTheOwnEventLoopsAreLate_redisIsTakenForAway() {
        answer = Future.failedFuture(new ConnectException("Connection refused"));
        loopsLate = Duration.ofSeconds(2);
        many(100);
        assertThat(sent).hasValue(8);
    }

    @Test
    void givenOutage_isReported_untilItEnds() {
        // Given
        answer = SILENCE;
        many(10);
        assertThat(metrics.get("onsale.redis.breaker.open").gauge().value()).isEqualTo(1);
        // When
        answer = OK;
        await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> run() != null);
        // Then
        assertThat(metrics.get("onsale.redis.breaker.open").gauge().value()).isZero();
        long probes = 1;
        assertThat(metrics.get("onsale.redis.script")
                        .tag("script", "reservation/release_seats")
                        .timer()
                        .count())
                .isEqualTo(sent.get() - probes);
    }

    @Test
    void givenRefusedConnections_run_failsAtOnce() {
        answer = Future.failedFuture(new ConnectException("Connection refused"));
        many(100);
        assertThat(sent).hasValue(8);
    }

    /** In an overload, the thread that would report the time-out waits as well. */
    @Test
    void givenAllThreadsOfThePoolWaiting_run_fails() throws Exception {
        // Given
        answer = SILENCE;
        ExecutorService before = Infrastructure.getDefaultExecutor() instanceof ExecutorService pool ? pool : null;
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Infrastructure.setDefaultExecutor(pool, false);
        try {
            // When
            var waiting =
                    IntStream.range(0, 2).mapToObj(i -> pool.submit(this::run)).toList();
            // Then
            for (var each : waiting) {
                assertThatThrownBy(() -> each.get(3, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
            }
        } finally {
            pool.shutdownNow();
            if (before != null) {
                Infrastructure.setDefaultExecutor(before, false);
            }
        }
    }

    /**
     * Such a server says itself that it takes no writes, so the next write would fare no better. A script that only
     * reads may still succeed there, which proves nothing.
     */
    @Test
    void givenServerThatTakesNoWrites_nobodyIsSentThere_untilAWriteSucceeds() {
        // Given
        answer = replica();
        written = replica();
        many(100);
        assertThat(sent).hasValue(1);
        assertThat(metrics.get("onsale.redis.breaker.open").gauge().value()).isEqualTo(1);
        // When
        answer = OK;
        // Then
        await().atMost(Duration.ofSeconds(3)).until(() -> {
            many(1);
            return sent.get() == 3;
        });
        written = OK;
        await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> run() != null);
    }

    @Test
    void givenServerThatIsAReplicaNow_connectionsAreMadeAnew_onceASecond() {
        // Given
        answer = replica();
        written = replica();
        // When
        many(100);
        // Then
        assertThat(connected).hasValue(1);
        await().atMost(Duration.ofSeconds(3)).until(() -> {
            many(1);
            return connected.get() == 2;
        });
    }

    private static Future<Response> replica() {
        return Future.failedFuture(ErrorType.create("READONLY You can't write against a read only replica."));
    }

    /** An error of a script shows that the server answers: it was asked something that it does not understand. */
    @Test
    void givenFailures_anErrorOfTheScriptEndsTheRow() {
        // Given
        answer = Future.failedFuture(new ConnectException("Connection refused"));
        many(7);
        // When
        answer = Future.failedFuture(ErrorType.create("ERR in script"));
        assertThatThrownBy(this::run).isInstanceOf(CompletionException.class);
        // Then
        answer = Future.failedFuture(new ConnectException("Connection refused"));
        many(7);
        answer = OK;
        assertThat(run()).isNotNull();
    }

    /** Such an error is our defect, and no reason to refuse all other calls. */
    @Test
    void givenErrorsOfTheScript_run_goesOnAsking() {
        answer = Future.failedFuture(new IllegalStateException("ERR in script"));
        IntStream.range(0, 50).forEach(i -> assertThatThrownBy(this::run).isInstanceOf(IllegalStateException.class));
        answer = OK;
        assertThat(run()).isNotNull();
        assertThat(sent).hasValue(51);
    }

    private Response run() {
        return scripts.await(ANY, List.of("key"), List.of());
    }

    private void many(int calls) {
        IntStream.range(0, calls)
                .mapToObj(i -> scripts.run(ANY, List.of("key"), List.of(), late::incrementAndGet))
                .toList()
                .forEach(result ->
                        assertThatThrownBy(() -> RedisScripts.await(result)).isInstanceOf(UnavailableException.class));
    }
}
