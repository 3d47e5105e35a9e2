package io.onsale.benchmark;

import io.onsale.benchmark.Row.Figure;
import io.onsale.cluster.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How soon one more instance is ready, and what it needs while it has nothing to do. */
final class StartBenchmark {
    private static final int IDLE_SECONDS = 10;

    private final Bench bench;

    StartBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws IOException, InterruptedException {
        bench.report().begin("start");
        List<Double> seconds = new ArrayList<>();
        List<Double> mebibytes = new ArrayList<>();
        for (int run = 1; run <= Bench.RUNS; run++) {
            long begin = System.nanoTime();
            try (var instance = bench.another("benchmark-start")) {
                while (!instance.isReady()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                seconds.add((System.nanoTime() - begin) / 1e9);
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                mebibytes.add(residentKibibytes(instance.process().pid()) / 1024.0);
            }
            bench.report().run(run, "%.2f s, %.0f MiB".formatted(seconds.get(run - 1), mebibytes.get(run - 1)));
        }
        bench.report().add(new Figure("start to ready", "s", Instance.isJar() ? 3 : 0.2, seconds));
        bench.report().add(new Figure("memory when idle", "MiB", Instance.isJar() ? Double.NaN : 100, mebibytes));
    }

    private static double residentKibibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
