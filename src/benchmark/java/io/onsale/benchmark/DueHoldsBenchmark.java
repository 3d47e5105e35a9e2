package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.POST;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.HttpLoad.Result;
import io.onsale.benchmark.Row.Figure;
import io.onsale.booking.BookingApi.Show;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The benchmark of expiry: 25,000 unpaid holds come due in the same moment, while others book. */
final class DueHoldsBenchmark {
    private static final int HOLDS = 25_000;
    private static final int BOOKINGS_PER_SECOND = 50;

    private final Bench bench;

    DueHoldsBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        bench.report().begin("25,000 holds due at once");
        Queue<Request> bookings = new Bookings(bench).reservations(1, 10_000);
        List<Double> seconds = new ArrayList<>();
        List<Double> quiet = new ArrayList<>();
        List<Double> meanwhile = new ArrayList<>();
        for (int run = 1; run <= Bench.RUNS; run++) {
            Show show = bench.shows(1, HOLDS).get(0);
            Instant due = hold(show);
            quiet.add(bench.settled(() -> book(bookings)).p95Millis());
            TimeUnit.MILLISECONDS.sleep(
                    Duration.between(Instant.now(), due.minus(Bench.RAMP)).toMillis());
            CompletableFuture<Result> booking = Bench.meanwhile(() -> book(bookings));
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(0, Duration.between(Instant.now(), due).toMillis()));
            seconds.add(untilOnSale(show));
            meanwhile.add(booking.join().p95Millis());
            bench.report()
                    .run(
                            run,
                            "back on sale after %.1f s; p95 of reserving %.0f ms before, %.0f ms meanwhile"
                                    .formatted(seconds.get(run - 1), quiet.get(run - 1), meanwhile.get(run - 1)));
        }
        bench.report().add(new Figure("25,000 holds due at once, all back on sale", "s", 10, seconds));
        bench.report().add(new Figure("p95 of 50 reservations/s before", "ms", Double.NaN, quiet));
        bench.report().add(new Figure("p95 of 50 reservations/s meanwhile", "ms", Double.NaN, meanwhile));
    }

    private Result book(Queue<Request> bookings) {
        return bench.load().open(POST, BOOKINGS_PER_SECOND, bookings::remove);
    }

    /** Holds all seats, four for each user, straight in the database. Returns when the holds end. */
    private Instant hold(Show show) throws SQLException {
        Instant due = Instant.now().plus(Bench.RAMP.plus(Bench.MEASURED).plusSeconds(20));
        try (Connection connection = bench.database()) {
            connection.setAutoCommit(false);
            run(connection, """
                    INSERT INTO reservation (id, user_id, concert_id, concert_date_id, seats, price, status, declines,
                      expires_at, created_at, updated_at)
                    SELECT s.id, UNHEX(LPAD(HEX(FLOOR((s.seat_no - 1) / 4)), 32, 'A')), d.concert_id, d.id,
                      CONCAT('[{"seatId":"', LOWER(CONCAT_WS('-', SUBSTR(HEX(s.id), 1, 8), SUBSTR(HEX(s.id), 9, 4),
                        SUBSTR(HEX(s.id), 13, 4), SUBSTR(HEX(s.id), 17, 4), SUBSTR(HEX(s.id), 21))),
                        '","seatNo":', s.seat_no, ',"price":', s.price, '}]'),
                      s.price, 'PENDING', 0, ?, ?, ?
                    FROM concert_date d JOIN seat s ON s.concert_date_id = d.id WHERE HEX(d.id) = ?
                    """, due, due, due, show.date());
            run(connection, """
                    INSERT INTO seat_quota (user_id, concert_id, seats)
                    SELECT user_id, concert_id, COUNT(*) FROM reservation WHERE HEX(concert_date_id) = ? GROUP BY 1, 2
                    """, show.date());
            run(connection, """
                    UPDATE seat s JOIN concert_date d ON d.id = s.concert_date_id
                    SET s.status = 'RESERVED', s.reservation_id = s.id WHERE HEX(d.id) = ?
                    """, show.date());
            connection.commit();
        }
        return due;
    }

    private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof Instant instant) {
                    statement.setTimestamp(i + 1, Timestamp.from(instant));
                } else {
                    statement.setString(i + 1, parameters[i].toString().replace("-", ""));
                }
            }
            statement.executeUpdate();
        }
    }

    private double untilOnSale(Show show) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        try (Connection connection = bench.database();
                PreparedStatement count = connection.prepareStatement(
                        "SELECT COUNT(*) FROM seat s JOIN concert_date d ON d.id = s.concert_date_id"
                                + " WHERE s.status = 'AVAILABLE' AND HEX(d.id) = ?")) {
            count.setString(1, show.date().replace("-", ""));
            while (true) {
                try (ResultSet available = count.executeQuery()) {
                    available.next();
                    if (available.getInt(1) == HOLDS) {
                        return (System.nanoTime() - begin) / 1e9;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }
}
