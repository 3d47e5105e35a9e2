package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onsale.RawRedis;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.drill.SlowLink;
import io.onsale.embedded.FreePorts;
import io.onsale.platform.events.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Outages of a Redis that still answers: it is a replica now, full, busy, or no longer knows the service. One instance
 * meets them, on Redis 6.2 and on the {@code redis-server} of the machine where that is of version 7 or later.
 */
class RedisOutageIT {
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final List<String> TOPICS =
            List.of("reservation.created", "reservation.released", "payment.success");
    private static final ExecutorService BUYERS = Executors.newFixedThreadPool(10);

    private static Servers servers;
    private static SlowLink address;
    private static int embedded;
    private static int later;
    private static Process laterServer;
    private static Instance instance;
    private static BookingApi api;

    @BeforeAll
    static void start() throws IOException {
        servers = Servers.start("redis-outage");
        embedded = URI.create(servers.settings().get("quarkus.redis.hosts")).getPort();
        later = FreePorts.take(1).get(0);
        laterServer = startOfThisMachine();
        address = new SlowLink(embedded);
        var settings = new HashMap<>(servers.settings());
        settings.put("quarkus.redis.hosts", "redis://127.0.0.1:" + address.port());
        instance = new Instance("redis-outage", settings).awaitReady();
        api = new BookingApi(instance.url());
    }

    /** @return null where the machine has no Redis, or an old one */
    private static Process startOfThisMachine() throws IOException {
        try {
            Process version = ofThisMachine("--version").start();
            if (!new String(version.getInputStream().readAllBytes()).matches("(?s).* v=([7-9]|[1-9][0-9]).*")) {
                return null;
            }
        } catch (IOException e) {
            return null;
        }
        Path directory = Files.createDirectories(
                Path.of("target", "embedded", "redis-outage", "later").toAbsolutePath());
        return ofThisMachine("--port", "" + later, "--bind", "127.0.0.1", "--save", "")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
    }

    /** A Redis that is unpacked and not installed has its libraries beside it. */
    private static ProcessBuilder ofThisMachine(String... arguments) {
        var command = new ArrayList<>(List.of("redis-server"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        String libraries = System.getenv("REDIS_LIBRARIES");
        if (libraries != null) {
            builder.environment().put("LD_LIBRARY_PATH", libraries);
        }
        return builder;
    }

    @AfterAll
    static void end() {
        instance.close();
        address.close();
        servers.close();
        if (laterServer != null) {
            laterServer.destroyForcibly();
        }
        BUYERS.shutdown();
    }

    @AfterEach
    void noErrorWasLogged() throws IOException {
        assertThat(lines(" ERROR ")).isEmpty();
        assertThat(lines("\tat ")).isEmpty();
    }

    /** @param cause the name of the fault in the log */
    record Fault(List<String> begin, List<String> end, String cause) {
        static Fault of(String begin, String end, String cause) {
            return new Fault(List.of(begin.split("; ")), List.of(end.split("; ")), cause);
        }

        @Override
        public String toString() {
            return begin.toString();
        }
    }

    private static final String DISCONNECT = "CLIENT KILL TYPE normal";

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.of("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0", "NOREPLICAS"),
                Fault.of("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "READONLY"),
                Fault.of("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "OOM"),
                Fault.of("CONFIG SET requirepass another; " + DISCONNECT, "CONFIG SET requirepass ", ""),
                Fault.of("ACL SETUSER default -@write", "ACL SETUSER default +@write", ""),
                Fault.of("CONFIG SET maxclients 1; " + DISCONNECT, "CONFIG SET maxclients 1000", ""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void givenRedisThatRefuses_buyersAreTold503_andServedWhenItIsOver(Fault fault) throws Exception {
        refuses(embedded, fault);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void givenLaterRedisThatRefuses_buyersAreTold503_andServedWhenItIsOver(Fault fault) throws Exception {
        assumeTrue(laterServer != null);
        lead(later);
        try {
            refuses(later, fault);
        } finally {
            lead(embedded);
        }
    }

    private static void lead(int port) throws Exception {
        address.lead(port);
        RawRedis.ask(port == later ? embedded : later, "CLIENT", "KILL", "TYPE", "normal");
        awaitServed(api.aShow());
    }

    private static void refuses(int port, Fault fault) throws Exception {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        int begun = lines("Redis does not answer").size();
        int ended = lines("Redis answers again").size();
        try (var redis = new RawRedis(port)) {
            // When
            execute(redis, fault.begin());
            List<Answer> answers;
            Answer paid;
            try {
                answers = untilRefused(show);
                paid = api.pay(buyer, reservation);
            } finally {
                execute(redis, fault.end());
            }
            // Then
            assertThat(answers).extracting(Answer::status).isSubsetOf(201, 503);
            assertThat(paid.text("status")).isEqualTo("SUCCESS");
            awaitServed(show);
        }
        await().atMost(Duration.ofSeconds(15))
                .until(() -> "QUEUE_TOKEN_ENDED".equals(api.turn(show, buyer).code()));
        await().atMost(Duration.ofSeconds(20)).until(servers::isConsumed);
        try (var topics = new TopicReader(servers.brokers(), TOPICS)) {
            assertThat(topics.all()).allMatch(record -> TOPICS.contains(record.topic()));
        }
        assertThat(lines("Redis does not answer"))
                .hasSize(begun + 1)
                .last()
                .asString()
                .contains(fault.cause);
        assertThat(lines("Redis answers again")).hasSize(ended + 1);
    }

    /** While the script of another client runs, a server tells all others that it is busy. */
    @Test
    void givenRedisThatIsBusy_buyersAreTold503_andServedWhenItIsOver() throws Exception {
        // Given
        Show show = api.aShow();
        RawRedis.ask(embedded, "CONFIG", "SET", "lua-time-limit", 100);
        Future<?> script = BUYERS.submit(() -> RawRedis.ask(embedded, "EVAL", "while true do end", 0));
        // When
        List<Answer> answers = untilRefused(show);
        // Then
        RawRedis.ask(embedded, "SCRIPT", "KILL");
        assertThat(answers).extracting(Answer::status).isSubsetOf(201, 503);
        awaitServed(show);
        assertThat(script).failsWithin(RECOVERY);
    }

    /**
     * The address of the primary leads to another server; existing connections stay with the old one, which is a
     * replica now.
     */
    @Test
    void givenFailover_connectionsLeaveTheReplica() throws Exception {
        assumeTrue(laterServer != null);
        // Given
        Show show = api.aShow();
        awaitServed(show);
        RawRedis.ask(embedded, "REPLICAOF", "127.0.0.1", 1);
        try {
            untilRefused(show);
            // When
            address.lead(later);
            // Then
            awaitServed(show);
            awaitServed(show);
        } finally {
            RawRedis.ask(embedded, "REPLICAOF", "NO", "ONE");
            lead(embedded);
        }
    }

    private static void execute(RawRedis redis, List<String> commands) {
        commands.forEach(command -> redis.call((Object[]) command.split(" ", -1)));
    }

    /** @return all answers until many requests were refused */
    private static List<Answer> untilRefused(Show show) throws Exception {
        var answers = new ArrayList<Answer>();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            answers.addAll(inParallel(() -> enters(show)));
            return answers.stream().filter(answer -> answer.status() == 503).count() > 30;
        });
        return answers;
    }

    private static void awaitServed(Show show) throws Exception {
        long over = System.nanoTime();
        await().atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> inParallel(() -> enters(show)).stream().allMatch(answer -> answer.status() == 201));
        System.out.printf("All are served after %d ms%n", (System.nanoTime() - over) / 1_000_000);
    }

    private static Answer enters(Show show) {
        return api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0), null, null);
    }

    private static <T> List<T> inParallel(Callable<T> call) throws Exception {
        var calls = new ArrayList<Future<T>>();
        for (int i = 0; i < 8; i++) {
            calls.add(BUYERS.submit(call));
        }
        var results = new ArrayList<T>();
        for (Future<T> each : calls) {
            results.add(each.get());
        }
        return results;
    }

    private static List<String> lines(String text) throws IOException {
        try (var lines = Files.lines(instance.log())) {
            return lines.filter(line -> line.contains(text)).toList();
        }
    }
}
