package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.Row.Figure;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The benchmark of the first second of an opening: 9,900 people enter one queue within it, at an instance that is warm, and at one that
 * has been ready for a second. Nobody is admitted.
 */
final class OpeningBenchmark {
    /** An instance has 10,000 connections at most, some of which the bench needs. */
    private static final int PEOPLE = 9_900;

    /** More than can enter in one run. */
    private static final int WARMING_UP = 200_000;

    private final Bench bench;
    private final List<String> users;

    OpeningBenchmark(Bench bench) {
        this.bench = bench;
        this.users = bench.users(PEOPLE);
    }

    void run() throws Exception {
        warmUp();
        var warm = new Runs("9,900 enter in one second, warm");
        for (int run = 1; run <= Bench.RUNS; run++) {
            warm.add(run, rush(bench.instance()));
        }
        warm.report(0);
        var cold = new Runs("9,900 enter in one second, ready for 1 s");
        for (int run = 1; run <= Bench.RUNS; run++) {
            try (var instance = bench.another("benchmark-opening", Map.of())) {
                while (!instance.isReady()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                TimeUnit.SECONDS.sleep(1);
                cold.add(run, rush(instance));
            }
        }
        cold.report(PEOPLE / 100);
    }

    private void warmUp() throws Exception {
        bench.report().begin("warm-up");
        List<String> regulars = bench.users(WARMING_UP);
        bench.warmUp(Bench.WARM_UP, () -> {
            Show show = show();
            Iterator<String> next = regulars.iterator();
            return Bench.rate(
                    bench.load(), Bench.CLIENTS, POST, 201, () -> new HttpLoad.Request(path(show, next.next())));
        });
    }

    private Show show() {
        Show show = bench.api().aShow();
        bench.admit(show.concert(), false);
        return show;
    }

    private static String path(Show show, String user) {
        return API + "/queue/concerts/" + show.concert() + "/users/" + user;
    }

    private Rush.Result rush(Instance instance) throws Exception {
        Show show = show();
        List<String> paths = users.stream().map(user -> path(show, user)).toList();
        return new Rush().run(URI.create(instance.url()), paths, 201, Duration.ofSeconds(1));
    }

    private final class Runs {
        private final String what;
        private final List<Double> refused = new ArrayList<>();
        private final List<Double> p99 = new ArrayList<>();
        private final List<Double> astray = new ArrayList<>();

        Runs(String what) {
            this.what = what;
            bench.report().begin(what);
        }

        void add(int run, Rush.Result result) {
            refused.add((double) (PEOPLE - result.statuses().getOrDefault(201, 0)));
            p99.add(result.p99Millis());
            astray.add((double) result.astray());
            bench.report().run(run, result.toString());
        }

        void report(int goal) {
            bench.report().add(new Figure(what + ", not let in", "people", goal, refused));
            bench.report().add(new Figure(what + ", p99", "ms", 2_000, p99));
            bench.report().add(new Figure(what + ", out of the order of sending", "places", Double.NaN, astray));
        }
    }
}
