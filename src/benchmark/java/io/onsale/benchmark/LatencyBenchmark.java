package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;

import io.hyperfoil.http.api.HttpMethod;
import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.HttpLoad.Result;
import io.onsale.benchmark.ProcessorTime.Part;
import io.onsale.benchmark.Row.Figure;
import io.onsale.booking.BookingApi.Show;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The benchmark of latency: requests at a fixed rate, half of the throughput just measured in a closed loop; and the processor time that
 * each request costs until its events are processed.
 */
final class LatencyBenchmark {
    private final Bench bench;
    private Map<Part, Double> idle;

    LatencyBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        idle = bench.settled(ProcessorTime::idle);
        try (var crowd = new Crowd(bench.redisUrl())) {
            var line = new WaitingLine(bench, crowd, bench.api().aShow(), bench.users(200_000), 1_000);
            measure("poll", GET, 200, line::polls);
            measure("enter", POST, 201, line::entering);
        }
        Show show = bench.api().aShow();
        measure("seat list, 50 seats", GET, 200, () -> Bench.always(API + Bench.seatList(show)));
        var bookings = new Bookings(bench);
        Queue<Request> reserving = bookings.reservations();
        measure("reserve", POST, 200, () -> reserving::remove);
        Queue<Request> paying = bookings.payments();
        measure("pay", POST, 200, () -> paying::remove);
    }

    /** @param requests of each run */
    private void measure(String what, HttpMethod method, int expected, Supplier<Supplier<Request>> requests)
            throws Exception {
        bench.report().begin(what + ", at half its throughput");
        double most =
                bench.warmUp(Bench.WARM_UP, () -> bench.settled(() -> bench.rate(method, expected, requests.get())));
        int perSecond = Math.max(1, (int) (most / 2));
        List<Double> p50 = new ArrayList<>();
        List<Double> p95 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        Map<Part, List<Double>> costs = new EnumMap<>(Part.class);
        for (int run = 1; run <= Bench.RUNS; run++) {
            Supplier<Request> next = requests.get();
            ProcessorTime used = bench.settled(() -> ProcessorTime.from(idle));
            Result result = Bench.all(expected, bench.load().open(method, perSecond, next));
            double asked = result.perSecond() * Bench.RAMP.plus(Bench.MEASURED).toMillis() / 1_000;
            bench.settled(() -> used.perRequest(asked))
                    .forEach((part, seconds) -> costs.computeIfAbsent(part, each -> new ArrayList<>())
                            .add(seconds * 1e6));
            p50.add(result.p50Millis());
            p95.add(result.p95Millis());
            p99.add(result.p99Millis());
            bench.report()
                    .run(
                            run,
                            "%.0f/s; p50 %.2f ms, p95 %.2f ms, p99 %.2f ms"
                                    .formatted(
                                            result.perSecond(),
                                            result.p50Millis(),
                                            result.p95Millis(),
                                            result.p99Millis()));
        }
        String at = "%s at %,d/s, ".formatted(what, perSecond);
        bench.report().add(new Figure(at + "p50", "ms", Double.NaN, p50));
        bench.report().add(new Figure(at + "p95", "ms", Double.NaN, p95));
        bench.report().add(new Figure(at + "p99", "ms", Double.NaN, p99));
        costs.forEach((part, micros) ->
                bench.report().add(new Figure(what + ", processor time of " + part.label, "µs", Double.NaN, micros)));
    }
}
