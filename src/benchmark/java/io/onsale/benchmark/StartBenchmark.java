package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.Row.Figure;
import io.onsale.cluster.Instance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The benchmark of one more instance of this package: its size, its time to ready, its memory when idle and after load, and the throughput
 * of that load. It takes one run for each package.
 */
final class StartBenchmark {
    private static final int IDLE_SECONDS = 10;

    private final Bench bench;

    StartBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        bench.report().begin("start");
        bench.report().add(new Figure("size", "MiB", Double.NaN, List.of(Instance.bytes() / 1024.0 / 1024.0)));
        start("start to ready", Map.of());
        // As in Kubernetes, where a job has migrated the schema before.
        start("start to ready, schema migrated by a job", Map.of("quarkus.liquibase.migrate-at-start", "false"));
        load();
    }

    private void start(String what, Map<String, String> settings) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        List<Double> mebibytes = new ArrayList<>();
        for (int run = 1; run <= Bench.RUNS; run++) {
            long begin = System.nanoTime();
            try (var instance = bench.another("benchmark-start", settings)) {
                while (!instance.isReady()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                seconds.add((System.nanoTime() - begin) / 1e9);
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                mebibytes.add(residentMebibytes(instance));
            }
            bench.report().run(run, "%.2f s, %.0f MiB".formatted(seconds.get(run - 1), mebibytes.get(run - 1)));
        }
        bench.report().add(new Figure(what, "s", Instance.isJar() ? 3 : 0.2, seconds));
        bench.report()
                .add(new Figure(what + ", memory when idle", "MiB", Instance.isJar() ? Double.NaN : 100, mebibytes));
    }

    private void load() throws Exception {
        try (var crowd = new Crowd(bench.redisUrl());
                var instance = bench.another("benchmark-load", Map.of()).awaitReady()) {
            HttpLoad load = bench.load().of(URI.create(instance.url()));
            var line = new WaitingLine(bench, crowd, bench.api().aShow(), bench.users(1_000), 1_000);
            rates("polls a second", () -> Bench.rate(load, Bench.CLIENTS, GET, 200, line.polls()));
            Queue<Request> seats = new Bookings(bench).reservations();
            rates(
                    "reservations a second",
                    () -> bench.settled(() -> Bench.rate(load, Bench.CLIENTS, POST, 200, seats::remove)));
            bench.report()
                    .add(new Figure("memory under load", "MiB", Double.NaN, List.of(residentMebibytes(instance))));
        }
    }

    private interface Run {
        double perSecond() throws Exception;
    }

    private void rates(String what, Run run) throws Exception {
        List<Double> perSecond = new ArrayList<>();
        bench.warmUp(Bench.WARM_UP, run::perSecond);
        for (int number = 1; number <= Bench.RUNS; number++) {
            perSecond.add(run.perSecond());
            bench.report().run(number, "%.0f/s".formatted(perSecond.get(number - 1)));
        }
        bench.report().add(new Figure(what, "/s", Double.NaN, perSecond));
    }

    private static double residentMebibytes(Instance instance) throws IOException {
        Path status = Path.of("/proc", Long.toString(instance.process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
