package io.onsale.benchmark;

import io.hyperfoil.api.config.BenchmarkBuilder;
import io.hyperfoil.api.config.PhaseBuilder;
import io.hyperfoil.api.session.Session;
import io.hyperfoil.api.statistics.StatisticsSnapshot;
import io.hyperfoil.core.impl.LocalSimulationRunner;
import io.hyperfoil.http.api.HttpMethod;
import io.hyperfoil.http.config.HttpPluginBuilder;
import io.hyperfoil.http.steps.HttpStepCatalog;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** The load on one server, made by Hyperfoil in this process. */
final class HttpLoad {
    private static final int THREADS = 1;
    /** The bound of an open load: three of them together have fewer connections than the service has requests in flight. */
    private static final int MAX_CONNECTIONS = 100;
    /** Requests that may wait for an answer or a connection: at the highest rates those of a second, each of which takes some kilobytes. */
    private static final int MAX_WAITING = 10_000;

    private static final String WARM_UP = "warm-up";
    private static final String MEASURED = "measured";

    /**
     * @param token without "Bearer", or null
     * @param body JSON, or null
     */
    record Request(String path, String token, String body) {
        Request(String path) {
            this(path, null, null);
        }
    }

    /** @param lost requests that were not answered */
    record Result(
            double perSecond,
            double p50Millis,
            double p95Millis,
            double p99Millis,
            Map<Integer, Long> statuses,
            long lost) {}

    private final URI server;
    private final Duration warmUp;
    private final Duration measured;

    HttpLoad(URI server, Duration warmUp, Duration measured) {
        this.server = server;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** The same load with other durations. */
    HttpLoad lasting(Duration warmUp, Duration measured) {
        return new HttpLoad(server, warmUp, measured);
    }

    /** The same load on another server. */
    HttpLoad of(URI other) {
        return new HttpLoad(other, warmUp, measured);
    }

    /** Throughput: each of so many clients asks again as soon as it has its answer. */
    Result closed(HttpMethod method, int clients, Supplier<Request> requests) {
        return run(method, clients, requests, phases -> phases.always(clients));
    }

    /** Latency: requests come at their times, whether or not earlier ones are answered, and their wait for a connection counts. */
    Result open(HttpMethod method, int perSecond, Supplier<Request> requests) {
        int connections = Math.min(MAX_CONNECTIONS, Math.max(16, perSecond / 10));
        return run(method, connections, requests, phases -> phases.constantRate(perSecond)
                .maxSessions(Math.min(MAX_WAITING, perSecond * 10)));
    }

    /**
     * The next requests, by a number: Hyperfoil walks through all that a scenario refers to before it starts, which for a queue of a
     * hundred thousand requests takes seconds, and memory that is then collected in the middle of the measurement.
     */
    private static final Map<Integer, Supplier<Request>> REQUESTS = new ConcurrentHashMap<>();

    private static final AtomicInteger RUNS = new AtomicInteger();

    private interface Model {
        PhaseBuilder<?> of(PhaseBuilder.Catalog phases);
    }

    private Result run(HttpMethod method, int connections, Supplier<Request> requests, Model model) {
        int run = RUNS.incrementAndGet();
        REQUESTS.put(run, requests);
        try {
            return run(run, method, connections, model);
        } finally {
            REQUESTS.remove(run);
        }
    }

    private Result run(int run, HttpMethod method, int connections, Model model) {
        BenchmarkBuilder benchmark = BenchmarkBuilder.builder()
                .name("onsale")
                .threads(THREADS)
                .addPlugin(HttpPluginBuilder::new)
                .ergonomics()
                .autoRangeCheck(false)
                .endErgonomics()
                .http()
                .host(server.getHost())
                .port(server.getPort())
                .sharedConnections(connections)
                .endHttp()
                .endPlugin();
        var statuses = new ConcurrentHashMap<Integer, LongAdder>();
        phase(
                model.of(benchmark.addPhase(WARM_UP)).duration(warmUp.toMillis()),
                method,
                run,
                new ConcurrentHashMap<>());
        phase(
                model.of(benchmark.addPhase(MEASURED))
                        .duration(measured.toMillis())
                        .startAfter(WARM_UP),
                method,
                run,
                statuses);
        var histogram = new Histogram(3);
        var lost = new LongAdder();
        new LocalSimulationRunner(
                        benchmark.build(),
                        (phase, step, metric, snapshot, countDown) -> {
                            if (phase.name().equals(MEASURED)) {
                                add(snapshot, histogram, lost);
                            }
                        },
                        null,
                        null)
                .run();
        var counts = new TreeMap<Integer, Long>();
        statuses.forEach((status, count) -> counts.put(status, count.sum()));
        return new Result(
                counts.values().stream().mapToLong(Long::longValue).sum() * 1000.0 / measured.toMillis(),
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(95) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                counts,
                lost.sum());
    }

    private static synchronized void add(StatisticsSnapshot snapshot, Histogram histogram, LongAdder lost) {
        histogram.add(snapshot.histogram);
        lost.add(snapshot.connectionErrors + snapshot.requestTimeouts + snapshot.internalErrors);
    }

    /** A session asks once, and is used again for the next request. */
    private static void phase(PhaseBuilder<?> phase, HttpMethod method, int run, Map<Integer, LongAdder> statuses) {
        var current = new ConcurrentHashMap<Integer, Request>();
        phase.scenario()
                .initialSequence("request")
                .step(HttpStepCatalog.SC)
                .httpRequest(method)
                .path(session -> next(session, run, current).path())
                .headerAppender((session, request) -> {
                    Request mine = current.get(session.uniqueId());
                    if (mine.token() != null) {
                        request.putHeader("Authorization", "Bearer " + mine.token());
                    }
                    if (mine.body() != null) {
                        request.putHeader("Content-Type", "application/json");
                    }
                })
                .body((session, connection) -> {
                    String body = current.get(session.uniqueId()).body();
                    return body == null ? null : Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
                })
                .handler()
                .status((request, status) -> statuses.computeIfAbsent(status, each -> new LongAdder())
                        .increment())
                .endHandler()
                .endStep()
                .endSequence();
    }

    private static Request next(Session session, int run, Map<Integer, Request> current) {
        Request next = REQUESTS.get(run).get();
        current.put(session.uniqueId(), next);
        return next;
    }
}
