package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.POST;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.JdbcBooking.Sale;
import io.onsale.benchmark.Row.Ratio;
import io.onsale.booking.BookingApi.Show;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The benchmark of reserving and paying, over HTTP and by bare JDBC, on concerts of 10,000 seats each, half for each of the two. Events
 * recorded by JDBC are relayed and consumed like all others, and neither measurement begins before the events of the other are processed.
 */
final class BookingBenchmark {
    /** As many as the service has to the database. */
    private static final int CONNECTIONS = 24;

    private final Bench bench;

    BookingBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        List<String> users = bench.users(Bookings.SEATS / Bookings.SEATS_PER_USER);
        var bookings = new Bookings(bench);
        Queue<Request> reserving = bookings.reservations(bench.shows(Bookings.CONCERTS, Bookings.SEATS), users);
        Queue<Sale> bare = new ConcurrentLinkedQueue<>();
        for (Show show : bench.shows(Bookings.CONCERTS, Bookings.SEATS)) {
            for (int i = 0; i < Bookings.SEATS; i++) {
                bare.add(new Sale(
                        UUID.fromString(show.concert()),
                        UUID.fromString(show.date()),
                        UUID.fromString(show.seats().get(i)),
                        UUID.fromString(Bookings.buyer(users, i))));
            }
        }
        var reserved = new ConcurrentLinkedQueue<Map.Entry<Sale, UUID>>();
        bench.compare(
                new Ratio("reserve", "its statements by JDBC", 0.8),
                () -> bench.settled(() -> bench.rate(POST, 200, reserving::remove)),
                () -> bench.settled(() -> bare(jdbc -> {
                    Sale sale = bare.remove();
                    reserved.add(Map.entry(sale, jdbc.reserve(sale)));
                })));
        Queue<Request> paying = bookings.payments();
        bench.compare(
                new Ratio("pay", "its statements by JDBC", 0.8),
                () -> bench.settled(() -> bench.rate(POST, 200, paying::remove)),
                () -> bench.settled(() -> bare(jdbc -> {
                    var sale = reserved.remove();
                    jdbc.pay(sale.getKey(), sale.getValue());
                })));
    }

    private interface Step {
        void run(JdbcBooking jdbc) throws SQLException;
    }

    /** Runs the step in a closed loop over as many connections as the service has. Returns how often a second. */
    private double bare(Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        long measuredFrom = System.nanoTime() + Bench.RAMP.toNanos();
        long end = measuredFrom + Bench.MEASURED.toNanos();
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                counts.add(threads.submit(() -> {
                    long count = 0;
                    try (var jdbc = new JdbcBooking(bench.databaseUrl())) {
                        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                            step.run(jdbc);
                            count += now >= measuredFrom ? 1 : 0;
                        }
                    }
                    return count;
                }));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum * 1000.0 / Bench.MEASURED.toMillis();
        } finally {
            threads.shutdownNow();
        }
    }
}
