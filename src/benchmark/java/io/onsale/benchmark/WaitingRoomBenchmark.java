package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;

import io.onsale.benchmark.Row.Figure;
import io.onsale.benchmark.Row.Ratio;
import java.util.List;

/**
 * The benchmark of the waiting room: entering a queue and polling, in a short queue and in one of a million. Nobody is admitted, so that
 * everybody who enters waits.
 */
final class WaitingRoomBenchmark {
    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    /** More than can enter in one run. */
    private static final int USERS = 200_000;

    private final Bench bench;
    private final List<String> regulars;

    WaitingRoomBenchmark(Bench bench) {
        this.bench = bench;
        this.regulars = bench.users(USERS);
    }

    void run() throws Exception {
        try (var crowd = new Crowd(bench.redisUrl())) {
            var quiet = new WaitingLine(bench, crowd, bench.api().aShow(), regulars, FEW);
            poll("poll, 1,000 waiting", quiet);
            Ratio few = enter("enter, 1,000 waiting", quiet);

            long before = crowd.memory();
            var packed = new WaitingLine(bench, crowd, bench.api().aShow(), regulars, MANY);
            double bytes = (crowd.memory() - before) / (double) MANY;
            bench.report().add(new Figure("Redis for each of 1,000,000 waiting", "bytes", 150, List.of(bytes)));
            poll("poll, 1,000,000 waiting", packed);
            Ratio many = enter("enter, 1,000,000 waiting", packed);
            bench.report()
                    .add(new Ratio(
                            "enter, 1,000,000 waiting", "enter, 1,000 waiting", 0.9, many.measured(), few.measured()));
        }
    }

    private void poll(String what, WaitingLine line) throws Exception {
        bench.compare(
                new Ratio(what, "an empty JSON answer", 0.85),
                () -> bench.rate(GET, 200, line.polls()),
                bench::emptyAnswer);
    }

    /** Every user enters once, as at an opening. The warm-up uses the regulars, since making new users takes longer than they last. */
    private Ratio enter(String what, WaitingLine line) throws Exception {
        return bench.compare(
                new Ratio(what, "an answer after one command of Redis", 0.8),
                () -> bench.rate(POST, 201, line.entering()),
                () -> bench.rate(POST, 201, line.entering(bench.users(USERS))),
                bench::redisCommand);
    }
}
