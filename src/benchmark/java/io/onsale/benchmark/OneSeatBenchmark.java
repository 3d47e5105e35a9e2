package io.onsale.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.benchmark.Row.Figure;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The benchmark of contention: a thousand buyers whose turn it is want the same seat. */
final class OneSeatBenchmark {
    private static final int BUYERS = 1_000;
    private static final int CONNECTIONS = 250;

    private final Bench bench;

    OneSeatBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        bench.report().begin("1,000 buyers, one seat");
        List<Double> transactions = new ArrayList<>();
        for (int run = 1; run <= Bench.RUNS; run++) {
            Show show = bench.api().aShow();
            bench.admit(show.concert(), true);
            List<Buyer> buyers = bench.users(BUYERS).parallelStream()
                    .map(user -> bench.api().enter(show, user))
                    .toList();
            transactions.add((double) transactions(() -> compete(show, buyers)));
            bench.report().run(run, "%.0f transaction(s) of MySQL".formatted(transactions.get(run - 1)));
        }
        bench.report()
                .add(new Figure(
                        "1,000 buyers on one seat: 1 sale, 999 × 409", "transactions of MySQL", 1, transactions));
    }

    private void compete(Show show, List<Buyer> buyers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (Buyer buyer : buyers) {
                answers.add(threads.submit(() ->
                        bench.api().reserve(show, buyer, show.seats().get(0)).status()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting())))
                    .isEqualTo(Map.of(200, 1L, 409, BUYERS - 1L));
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Competition {
        void hold() throws Exception;
    }

    /** The number of attempts to take a seat, after the server's own log. */
    private long transactions(Competition competition) throws Exception {
        try (Connection connection = bench.database()) {
            execute(connection, "SET GLOBAL log_output = 'TABLE'");
            execute(connection, "TRUNCATE mysql.general_log");
            execute(connection, "SET GLOBAL general_log = 1");
            competition.hold();
            execute(connection, "SET GLOBAL general_log = 0");
            try (ResultSet count = connection
                    .createStatement()
                    .executeQuery("SELECT COUNT(*) FROM mysql.general_log"
                            + " WHERE argument LIKE 'UPDATE seat %' AND argument LIKE '%AVAILABLE%'")) {
                count.next();
                return count.getLong(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        connection.createStatement().execute(sql);
    }
}
