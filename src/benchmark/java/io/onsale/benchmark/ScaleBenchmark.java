package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;

import io.hyperfoil.http.api.HttpMethod;
import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.booking.BookingApi.Show;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The benchmark of growth: waiting people, seats of a date, reservations of the past, concerts on sale at once. */
final class ScaleBenchmark {
    private static final List<Integer> PEOPLE = List.of(1_000, 100_000, 1_000_000);
    private static final List<Integer> SEATS = List.of(50, 1_000, 10_000, 100_000);
    private static final List<Integer> OLD_RESERVATIONS = List.of(0, 1_000_000, 5_000_000);
    private static final List<Integer> CONCERTS = List.of(1, 10, 100);

    /** Shorter, since there are many points, each with several runs. */
    private static final Duration MEASURED = Bench.MEASURED.dividedBy(3);

    private static final Duration WARM_UP = Bench.WARM_UP.dividedBy(2);
    /** The service has a copy for each of them in memory, and a list of 100,000 seats is some 12 MB. */
    private static final int READERS = 4;

    private static final int MAX_DATES = 100;
    private static final int OLD_AT_ONCE = 100_000;

    private final Bench bench;
    private final HttpLoad load;
    private final Bookings bookings;

    ScaleBenchmark(Bench bench) {
        this.bench = bench;
        this.load = bench.load().lasting(Bench.RAMP, MEASURED);
        this.bookings = new Bookings(bench);
    }

    void run() throws Exception {
        try (var crowd = new Crowd(bench.redisUrl())) {
            crowd.disperse();
            people(crowd);
            bench.report().begin("reserve");
            Queue<Request> reserving = bookings.reservations();
            double perSecond = bench.warmUp(WARM_UP, () -> booked(reserving));
            int seats = (int)
                    (1.5 * Bench.RUNS * perSecond * Bench.RAMP.plus(MEASURED).toMillis() / 1_000);
            seats(seats);
            oldReservations(seats);
            // Last, because their queues stay in use and take their share of everything else.
            concerts(crowd, seats);
            bookings.keep();
        }
    }

    private void people(Crowd crowd) throws Exception {
        bench.report().begin("poll and enter, by people waiting");
        var poll = new Series("poll, by people waiting", "people waiting", "requests/s");
        var enter = new Series("enter, by people waiting", "people waiting", "requests/s");
        List<String> users = bench.users(100_000);
        var lines = new ArrayList<WaitingLine>();
        for (int people : PEOPLE) {
            lines.add(new WaitingLine(bench, crowd, bench.api().aShow(), users, people));
        }
        bench.warmUp(WARM_UP, () -> rate(GET, 200, lines.get(0).polls()));
        bench.warmUp(WARM_UP, () -> rate(POST, 201, lines.get(0).entering()));
        for (int run = 1; run <= Bench.RUNS; run++) {
            for (int i = 0; i < PEOPLE.size(); i++) {
                add(poll, PEOPLE.get(i), rate(GET, 200, lines.get(i).polls()));
                add(enter, PEOPLE.get(i), rate(POST, 201, lines.get(i).entering()));
            }
        }
        bench.report().add(poll);
        bench.report().add(enter);
    }

    /** @param needed how many seats are going to be reserved, on as many dates as it takes, one after the other */
    private void seats(int needed) throws Exception {
        bench.report().begin("seat list and reserve, by seats of the date");
        var list = new Series("seat list, by seats of the date", "seats", "requests/s");
        var eachSeat = new Series("seat list, for each of its seats", "seats", "µs");
        var reserve = new Series("reserve, by seats of the date", "seats", "requests/s");
        List<String> users = bench.users(dividedUp(needed, Bookings.SEATS_PER_USER));
        var lists = new ArrayList<Supplier<Request>>();
        var reserving = new ArrayList<Queue<Request>>();
        for (int seats : SEATS) {
            int dates = dividedUp(needed, seats);
            List<Show> shows = bench.shows(dividedUp(dates, MAX_DATES), Math.min(dates, MAX_DATES), seats);
            reserving.add(bookings.reservations(shows, users));
            // All seats, since the available ones become fewer.
            String path = Bench.seatList(shows.get(0)) + "?status=all";
            lists.add(Bench.always(API + path));
            int bytes =
                    bench.api().call("GET", path, null, null).body().toString().length();
            bench.report().note("%,d seats are %,d bytes".formatted(seats, bytes));
        }
        bench.warmUp(WARM_UP, () -> Bench.rate(load, READERS, GET, 200, lists.get(0)));
        for (int run = 1; run <= Bench.RUNS; run++) {
            for (int i = 0; i < SEATS.size(); i++) {
                int seats = SEATS.get(i);
                double perSecond = Bench.rate(load, READERS, GET, 200, lists.get(i));
                add(list, seats, perSecond);
                eachSeat.add(seats, 1e6 / perSecond / seats);
                add(reserve, seats, booked(reserving.get(i)));
            }
        }
        bench.report().add(list);
        bench.report().add(eachSeat);
        bench.report().add(reserve);
    }

    private void oldReservations(int seats) throws Exception {
        bench.report().begin("reserve and pay, by old reservations");
        var reserve = new Series("reserve, by old reservations", "old reservations", "requests/s");
        var pay = new Series("pay, by old reservations", "old reservations", "requests/s");
        Queue<Request> unpaid = bookings.payments();
        bench.warmUp(WARM_UP, () -> booked(unpaid));
        int made = 0;
        for (int old : OLD_RESERVATIONS) {
            makeOld(made, old);
            made = old;
            Queue<Request> reserving = bookings.reservations(1, seats);
            repeat(reserve, old, () -> booked(reserving));
            Queue<Request> paying = bookings.payments();
            repeat(pay, old, () -> booked(paying));
        }
        bench.report().add(reserve);
        bench.report().add(pay);
    }

    /**
     * Writes straight into the database: one a second from 2024 on, ten thousand for each concert, four for each user. They have expired,
     * since paid ones would need payments, seats and money behind them. Older ids are smaller, as with real ones.
     */
    private void makeOld(int from, int to) throws SQLException {
        try (Connection connection = bench.database()) {
            for (int made = from; made < to; made += OLD_AT_ONCE) {
                connection.createStatement().executeUpdate("""
                        INSERT INTO reservation (id, user_id, concert_id, concert_date_id, seats, price, status, declines,
                          expires_at, created_at, updated_at)
                        WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
                        SELECT UNHEX(LPAD(HEX(nth), 32, '0')), UNHEX(LPAD(HEX(nth DIV 4), 32, '0')),
                          UNHEX(LPAD(HEX(nth DIV 10000), 32, '0')), UNHEX(LPAD(HEX(nth DIV 10000), 32, '0')),
                          '[{"seatId":"00000000-0000-0000-0000-000000000000","seatNo":1,"price":10000}]', 10000, 'EXPIRED', 0,
                          TIMESTAMP '2024-01-01 00:05:00' + INTERVAL nth SECOND,
                          TIMESTAMP '2024-01-01 00:00:00' + INTERVAL nth SECOND,
                          TIMESTAMP '2024-01-01 00:05:00' + INTERVAL nth SECOND
                        FROM (
                          SELECT %d + (thousands.n - 1) * 1000 + ones.n AS nth
                          FROM numbers thousands CROSS JOIN numbers ones WHERE thousands.n <= %d
                        ) made
                        ORDER BY nth
                        """.formatted(made, OLD_AT_ONCE / 1_000));
                if ((made + OLD_AT_ONCE) % 1_000_000 == 0) {
                    bench.report().note("%,d old reservations made".formatted(made + OLD_AT_ONCE));
                }
            }
        }
    }

    /** All concerts stay on sale to the end; the load is on those that have been added last. */
    private void concerts(Crowd crowd, int seats) throws Exception {
        bench.report().begin("reserve and poll, by concerts on sale at once");
        var reserve = new Series("reserve, by concerts on sale", "concerts", "requests/s");
        var poll = new Series("poll, by concerts on sale", "concerts", "requests/s");
        List<String> users = bench.users(1_000);
        int onSale = 0;
        for (int concerts : CONCERTS) {
            int more = concerts - onSale;
            onSale = concerts;
            int seatsOfEach = dividedUp(seats, more);
            List<Show> shows = bench.shows(more, seatsOfEach);
            Queue<Request> reserving =
                    bookings.reservations(shows, bench.users(dividedUp(seatsOfEach, Bookings.SEATS_PER_USER)));
            Supplier<Supplier<Request>> lines = Bench.inTurn(shows.stream()
                    .map(show -> new WaitingLine(bench, crowd, show, users, users.size() / more).polls())
                    .toList());
            repeat(reserve, concerts, () -> booked(reserving));
            repeat(poll, concerts, () -> rate(GET, 200, () -> lines.get().get()));
        }
        bench.report().add(reserve);
        bench.report().add(poll);
    }

    private static int dividedUp(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private double rate(HttpMethod method, int expected, Supplier<Request> requests) {
        return Bench.rate(load, Bench.CLIENTS, method, expected, requests);
    }

    /** The rate of reservations or payments, whose events are processed before the next run. */
    private double booked(Queue<Request> requests) throws Exception {
        return bench.settled(() -> rate(POST, 200, requests::remove));
    }

    private void repeat(Series series, long x, Callable<Double> measurement) throws Exception {
        for (int run = 1; run <= Bench.RUNS; run++) {
            add(series, x, measurement.call());
        }
    }

    private void add(Series series, long x, double perSecond) {
        series.add(x, perSecond);
        bench.report().note("%s: %,d: %.0f/s".formatted(series.what(), x, perSecond));
    }
}
