package io.onsale.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The benchmark: the throughput of the packaged service, beside that of its HTTP server, Redis, MySQL and Kafka at best, on the same
 * machine in the same minutes.
 */
@TestMethodOrder(OrderAnnotation.class)
class BenchmarkIT {
    /** Hyperfoil warns that the machine is busy, which is intended. */
    private static final String HYPERFOIL = "io.hyperfoil";

    private static Bench bench;

    @BeforeAll
    static void begin() {
        Configurator.setLevel(HYPERFOIL, Level.OFF);
        bench = new Bench();
    }

    @AfterAll
    static void end() throws IOException {
        bench.report().write(Path.of("target", "benchmark"));
        bench.close();
    }

    @Test
    @Order(1)
    void waitingRoom() throws Exception {
        new WaitingRoomBenchmark(bench).run();
    }

    @Test
    @Order(2)
    void reads() throws Exception {
        new ReadsBenchmark(bench).run();
    }

    @Test
    @Order(3)
    void bookings() throws Exception {
        new BookingBenchmark(bench).run();
    }

    @Test
    @Order(4)
    void oneSeat() throws Exception {
        new OneSeatBenchmark(bench).run();
    }

    @Test
    @Order(5)
    void events() throws Exception {
        new EventsBenchmark(bench).run();
    }

    @Test
    @Order(6)
    void dueHolds() throws Exception {
        new DueHoldsBenchmark(bench).run();
    }

    @Test
    @Order(7)
    void latency() throws Exception {
        new LatencyBenchmark(bench).run();
    }

    @Test
    @Order(8)
    void isolation() throws Exception {
        new IsolationBenchmark(bench).run();
    }

    @Test
    @Order(9)
    void scale() throws Exception {
        new ScaleBenchmark(bench).run();
    }

    @Test
    @Order(10)
    void security() throws Exception {
        new SecurityBenchmark(bench).run();
    }

    @Test
    @Order(11)
    void start() throws Exception {
        new StartBenchmark(bench).run();
    }

    @Test
    @Order(12)
    void opening() throws Exception {
        new OpeningBenchmark(bench).run();
    }
}
