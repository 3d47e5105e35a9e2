package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;
import static org.assertj.core.api.Assertions.assertThat;

import io.hyperfoil.http.api.HttpMethod;
import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.HttpLoad.Result;
import io.onsale.benchmark.Row.Figure;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The benchmark of isolation: the latency of bookings and public reads of one concert in quiet, and during a spike at another that has sold
 * out.
 */
final class IsolationBenchmark {
    private static final int BOOKINGS_PER_SECOND = 20;
    private static final int READS_PER_SECOND = 100;
    /** Long enough for a percentile of the bookings. */
    private static final Duration MEASURED = Bench.MEASURED.multipliedBy(2);
    /**
     * Each load begins with a garbage collection in this process, and another load has to catch up with what it sends late because of it.
     */
    private static final Duration RAMP = Duration.ofSeconds(3);
    /** The time after which the spike is at its height, and for which it stays there before and after the measurement. */
    private static final Duration LEAD = Duration.ofSeconds(5);

    /**
     * The shares of the spike in what the service could do if it did nothing else. Together they are what an instance is planned for
     * (docs/capacity.md). Any work that keeps a processor busy makes all others wait for it, including the load generator. So the same is
     * measured again among as many empty answers, which have neither queue, lock nor concert.
     */
    private static final double POLLS = 0.2;

    private static final double ENTRIES = 0.05;
    private static final double REFUSALS = 0.05;

    private static final int RIVALS = 1_000;
    private static final double GOAL = 1.5;

    private final Bench bench;
    private final HttpLoad load;
    private final HttpLoad spikeLoad;

    IsolationBenchmark(Bench bench) {
        this.bench = bench;
        this.load = bench.load().lasting(RAMP, MEASURED);
        this.spikeLoad = bench.load().lasting(Bench.RAMP, RAMP.plus(MEASURED).plus(LEAD.multipliedBy(2)));
    }

    /** @param requests of each run */
    private record Wave(HttpMethod method, int perSecond, Supplier<Supplier<Request>> requests) {}

    private record P95(double reserving, double reading) {}

    void run() throws Exception {
        bench.report().begin("a spike at another concert");
        List<String> users = bench.users(200_000);
        Show soldOut = soldOut();
        Supplier<Request> rivals = rivals(soldOut, users.subList(0, RIVALS));
        List<Show> dates = bench.shows(1, 100, 50);
        var bookings = new Bookings(bench);
        Queue<Request> reserving = bookings.reservations(dates, bench.users(100 * 50 / Bookings.SEATS_PER_USER));
        String reading = API + Bench.seatList(dates.get(0));
        Queue<Request> warmingUp = bookings.reservations();
        List<P95> quiet = new ArrayList<>();
        List<P95> meanwhile = new ArrayList<>();
        List<P95> among = new ArrayList<>();
        try (var crowd = new Crowd(bench.redisUrl())) {
            var line = new WaitingLine(bench, crowd, soldOut, users.subList(RIVALS, users.size()), 1_000);
            warmUp(POST, 200, () -> warmingUp::remove);
            warmUp(GET, 200, () -> Bench.always(reading));
            List<Wave> spike = List.of(
                    new Wave(GET, (int) (POLLS * warmUp(GET, 200, line::polls)), line::polls),
                    new Wave(POST, (int) (ENTRIES * warmUp(POST, 201, line::entering)), line::entering),
                    new Wave(POST, (int) (REFUSALS * warmUp(POST, 409, () -> rivals)), () -> rivals));
            int perSecond = spike.stream().mapToInt(Wave::perSecond).sum();
            List<Wave> empty = List.of(new Wave(GET, perSecond, () -> Bench.always(Bench.EMPTY)));
            for (int run = 1; run <= Bench.RUNS; run++) {
                quiet.add(bench.settled(() -> look(reserving, reading)));
                meanwhile.add(bench.settled(() -> during(spike, reserving, reading)));
                among.add(bench.settled(() -> during(empty, reserving, reading)));
                report(run, quiet.get(run - 1), meanwhile.get(run - 1), among.get(run - 1));
            }
            bench.report().note("the spike was of %,d requests/s".formatted(perSecond));
        }
        bookings.keep();
        figures("p95 of %d reservations/s".formatted(BOOKINGS_PER_SECOND), quiet, meanwhile, among, P95::reserving);
        figures("p95 of %d seat lists/s".formatted(READS_PER_SECOND), quiet, meanwhile, among, P95::reading);
    }

    /** The buyers have paid, so that the seats stay taken. */
    private Show soldOut() {
        Show show = bench.api().aShow();
        bench.admit(show.concert(), true);
        int seats = show.seats().size();
        List<String> users = bench.users(seats);
        for (int from = 0; from < seats; from += Bookings.SEATS_PER_USER) {
            Buyer buyer = bench.api().enter(show, users.get(from));
            List<String> order = show.seats().subList(from, Math.min(from + Bookings.SEATS_PER_USER, seats));
            String reservation = bench.api().order(show, buyer, order).text("reservationId");
            assertThat(bench.api().pay(buyer, reservation).status()).isEqualTo(200);
        }
        return show;
    }

    /** Users whose turn it is, and who ask for seats of others. */
    private Supplier<Request> rivals(Show show, List<String> users) {
        return Bench.inTurn(IntStream.range(0, users.size())
                .mapToObj(i -> Bookings.reservation(
                        show,
                        show.seats().get(i % show.seats().size()),
                        bench.api().enter(show, users.get(i)).token()))
                .toList());
    }

    private double warmUp(HttpMethod method, int expected, Supplier<Supplier<Request>> requests) throws Exception {
        return bench.warmUp(Bench.WARM_UP, () -> bench.settled(() -> bench.rate(method, expected, requests.get())));
    }

    private P95 during(List<Wave> waves, Queue<Request> reserving, String reading) throws InterruptedException {
        List<CompletableFuture<Result>> begun = waves.stream()
                .map(wave -> Bench.meanwhile(() -> spikeLoad.open(wave.method, wave.perSecond, wave.requests.get())))
                .toList();
        TimeUnit.MILLISECONDS.sleep(LEAD.toMillis());
        P95 seen = look(reserving, reading);
        begun.forEach(CompletableFuture::join);
        return seen;
    }

    private P95 look(Queue<Request> reserving, String reading) {
        CompletableFuture<Result> reserved =
                Bench.meanwhile(() -> Bench.all(200, load.open(POST, BOOKINGS_PER_SECOND, reserving::remove)));
        Result read = Bench.all(200, load.open(GET, READS_PER_SECOND, Bench.always(reading)));
        return new P95(reserved.join().p95Millis(), read.p95Millis());
    }

    private void report(int run, P95 quiet, P95 meanwhile, P95 among) {
        bench.report()
                .run(
                        run,
                        "p95 of reserving %.1f ms before, %.1f ms meanwhile, %.1f ms among empty answers; of reading %.1f, %.1f, %.1f ms"
                                .formatted(
                                        quiet.reserving,
                                        meanwhile.reserving,
                                        among.reserving,
                                        quiet.reading,
                                        meanwhile.reading,
                                        among.reading));
    }

    private interface Part {
        double of(P95 p95);
    }

    private void figures(String what, List<P95> quiet, List<P95> meanwhile, List<P95> among, Part part) {
        bench.report().add(new Figure(what + " before a spike", "ms", Double.NaN, each(quiet, part)));
        bench.report().add(new Figure(what + " meanwhile", "ms", Double.NaN, each(meanwhile, part)));
        bench.report().add(new Figure(what + " among as many empty answers", "ms", Double.NaN, each(among, part)));
        bench.report().add(new Figure(what + " meanwhile ÷ before", "times", GOAL, ratios(meanwhile, quiet, part)));
        bench.report()
                .add(new Figure(
                        what + " meanwhile ÷ among empty answers", "times", GOAL, ratios(meanwhile, among, part)));
    }

    private static List<Double> each(List<P95> runs, Part part) {
        return runs.stream().map(part::of).toList();
    }

    private static List<Double> ratios(List<P95> runs, List<P95> others, Part part) {
        return IntStream.range(0, runs.size())
                .mapToObj(run -> part.of(runs.get(run)) / part.of(others.get(run)))
                .toList();
    }
}
