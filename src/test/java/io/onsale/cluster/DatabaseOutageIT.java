package io.onsale.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.drill.SlowLink;
import io.onsale.embedded.FreePorts;
import io.onsale.embedded.ServerProcess;
import io.onsale.platform.events.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Outages of a database that still answers: it is read-only, full, over a limit of time, or no longer knows the
 * service. One instance meets them.
 */
class DatabaseOutageIT {
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final String DISCONNECT = "KILL USER onsale";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ExecutorService BUYERS = Executors.newFixedThreadPool(30);

    private static Servers servers;
    private static SlowLink address;
    private static int primary;
    private static Instance instance;
    private static BookingApi api;

    private Connection root;

    @BeforeAll
    static void start() {
        servers = Servers.start("database-outage");
        String url = servers.settings().get("quarkus.datasource.jdbc.url");
        primary = URI.create(url.substring("jdbc:".length())).getPort();
        address = new SlowLink(primary);
        var settings = new HashMap<>(servers.settings());
        settings.put("quarkus.datasource.jdbc.url", url.replace(":" + primary + "/", ":" + address.port() + "/"));
        instance = new Instance("database-outage", settings).awaitReady();
        api = new BookingApi(instance.url());
    }

    @AfterAll
    static void end() {
        instance.close();
        address.close();
        servers.close();
        BUYERS.shutdown();
    }

    @BeforeEach
    void connect() throws SQLException {
        root = DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + primary + "/onsale", "root", "");
    }

    @AfterEach
    void noErrorWasLogged() throws Exception {
        root.close();
        assertThat(lines(" ERROR ")).isEmpty();
        assertThat(lines("\tat ")).isEmpty();
    }

    /** @param sentence the sentence of the log that tells of the fault */
    record Fault(List<String> begin, List<String> end, String sentence) {
        static Fault of(String begin, String end, String sentence) {
            return new Fault(List.of(begin.split("; ")), List.of(end.split("; ")), sentence);
        }

        @Override
        public String toString() {
            return begin.toString();
        }
    }

    static Stream<Fault> faults() {
        String onsale = "ALTER USER onsale@'127.0.0.1' ";
        return Stream.of(
                // error 1226
                Fault.of(
                        onsale + "WITH MAX_USER_CONNECTIONS 1; " + DISCONNECT,
                        onsale + "WITH MAX_USER_CONNECTIONS 0",
                        "the database takes no more connections"),
                // error 1969
                Fault.of(
                        onsale + "WITH MAX_STATEMENT_TIME 0.5; " + DISCONNECT + "; LOCK TABLES user_account WRITE",
                        "UNLOCK TABLES; " + onsale + "WITH MAX_STATEMENT_TIME 0; " + DISCONNECT,
                        "the database has broken off a statement"),
                // error 1205
                Fault.of(
                        "SET GLOBAL lock_wait_timeout = 1; " + DISCONNECT + "; LOCK TABLES user_account WRITE",
                        "UNLOCK TABLES; SET GLOBAL lock_wait_timeout = DEFAULT; " + DISCONNECT,
                        "the database could not get a lock"),
                // error 1142
                Fault.of(
                        "REVOKE INSERT ON onsale.* FROM onsale@'127.0.0.1'; " + DISCONNECT,
                        "GRANT INSERT ON onsale.* TO onsale@'127.0.0.1'",
                        "the database does not let the service in"),
                // error 1045
                Fault.of(
                        onsale + "IDENTIFIED BY 'another'; " + DISCONNECT,
                        onsale + "IDENTIFIED BY 'onsale'",
                        "the database does not let the service in"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void givenDatabaseThatRefuses_buyersAreTold503_andServedWhenItIsOver(Fault fault) throws Exception {
        List<HttpResponse<String>> answers;
        try {
            // Given
            execute(fault.begin());
            // When
            answers = untilRefused();
        } finally {
            execute(fault.end());
        }
        // Then
        assertUnavailable(answers);
        awaitServed();
        assertThat(lines("Answered 503: " + fault.sentence())).isNotEmpty();
    }

    /** The server answers with error 1040. */
    @Test
    void givenServerWithoutRoom_buyersAreTold503_andServedWhenThereIs() throws Exception {
        var others = new ArrayList<Connection>();
        List<HttpResponse<String>> answers;
        try {
            // Given
            for (int i = 0; i < 10; i++) {
                others.add(DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + primary, "root", ""));
            }
            execute(List.of("SET GLOBAL max_connections = 10", DISCONNECT));
            // When
            answers = untilRefused();
        } finally {
            for (Connection other : others) {
                other.close();
            }
            execute(List.of("SET GLOBAL max_connections = DEFAULT"));
        }
        // Then
        assertUnavailable(answers);
        awaitServed();
    }

    /** The server answers with error 1317. */
    @Test
    void givenOperatorWhoKillsAStatement_itsBuyerIsTold503() throws Exception {
        // Given
        execute(List.of("LOCK TABLES user_account WRITE"));
        Future<HttpResponse<String>> waiting = BUYERS.submit(DatabaseOutageIT::aNewUser);
        // When
        try (Connection killer = DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + primary, "root", "");
                var statement = killer.createStatement()) {
            await().until(() -> {
                try (var row = statement.executeQuery("SELECT id FROM information_schema.processlist"
                        + " WHERE user = 'onsale' AND info LIKE '%INSERT INTO user_account%'")) {
                    if (row.next()) {
                        statement.execute("KILL QUERY " + row.getLong(1));
                    }
                }
                return waiting.isDone();
            });
        }
        execute(List.of("UNLOCK TABLES"));
        // Then
        assertUnavailable(List.of(waiting.get()));
        awaitServed();
    }

    @Test
    void givenReadOnlyServer_eventsWait_seatsAreShown_andAllGoesOn() throws Exception {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        try (var topics = new TopicReader(servers.brokers(), List.of("payment.success"))) {
            assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> !topics.all().isEmpty());
            await().atMost(Duration.ofSeconds(20)).until(servers::isConsumed);
            int begun = lines("Look at the database fails").size();
            int ended = lines("Look at the database works again").size();
            List<HttpResponse<String>> answers;
            int seats;
            try {
                // When
                execute(List.of("SET GLOBAL read_only = ON"));
                answers = untilRefused();
                publishAgain(topics.all().get(0));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !lines("waits for what it depends on").isEmpty());
                seats = api.seatIds(show.concert(), show.date()).size();
                await().atMost(RECOVERY)
                        .until(() -> lines("Look at the database fails").size() == begun + 1);
            } finally {
                execute(List.of("SET GLOBAL read_only = OFF"));
            }
            // Then
            assertUnavailable(answers);
            assertThat(seats).isEqualTo(50);
            awaitServed();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> lines("Look at the database works again").size() == ended + 1);
            await().atMost(Duration.ofSeconds(10)).until(servers::isConsumed);
            assertThat(topics.all()).allMatch(record -> record.topic().equals("payment.success"));
            assertThat(lines("Look at the database fails")).hasSize(begun + 1);
        }
    }

    /** Publishes the same fact under another id, so that no consumer takes it for a duplicate. */
    private static void publishAgain(ConsumerRecord<byte[], byte[]> record) throws Exception {
        var again = new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
        again.headers()
                .remove("ce_id")
                .add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.brokers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(again).get();
        }
    }

    @Test
    void givenFailover_connectionsLeaveTheServerThatIsReadOnlyNow() throws Exception {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        inParallel(DatabaseOutageIT::aNewUser); // so that there are many connections
        int old = primary;
        int promoted = FreePorts.take(1).get(0);
        ServerProcess server = Servers.startMariaDb("database-outage-promoted", promoted);
        try {
            execute(List.of("SET GLOBAL read_only = ON"));
            List<HttpResponse<String>> answers = untilRefused();
            copy(old, promoted);
            // When
            primary = promoted;
            address.lead(promoted);
            // Then
            assertUnavailable(answers);
            awaitServed();
            assertThat(inParallel(DatabaseOutageIT::aNewUser)).allMatch(answer -> answer.statusCode() == 201);
            assertThat(api.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
            await().atMost(RECOVERY).until(() -> connections(old) == 0 && count(promoted, "outbox") == 0);
        } finally {
            // The old server becomes the primary again, which is another failover.
            execute(List.of("SET GLOBAL read_only = OFF"));
            copy(promoted, old);
            primary = old;
            address.lead(old);
            server.kill();
        }
        awaitServed();
    }

    private static void copy(int from, int to) throws Exception {
        Path binaries =
                Path.of("target", "embedded", "database-outage", "mariadb").toAbsolutePath();
        String client = " --no-defaults --skip-ssl --host=127.0.0.1 --user=root --port=";
        var copy = new ProcessBuilder(
                        "sh",
                        "-c",
                        "bin/mariadb-dump" + client + from + " --databases onsale | bin/mariadb" + client + to)
                .directory(binaries.toFile())
                .redirectErrorStream(true);
        copy.environment().put("LD_LIBRARY_PATH", binaries.resolve("libs").toString());
        Process process = copy.start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    private static long connections(int port) throws SQLException {
        return number(port, "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'onsale'");
    }

    private static long count(int port, String table) throws SQLException {
        return number(port, "SELECT COUNT(*) FROM " + table);
    }

    private static long number(int port, String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port + "/onsale", "root", "");
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(List<String> statements) throws SQLException {
        try (var statement = root.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @return all answers until many requests were refused */
    private static List<HttpResponse<String>> untilRefused() throws Exception {
        var answers = new ArrayList<HttpResponse<String>>();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            answers.addAll(inParallel(DatabaseOutageIT::aNewUser));
            return answers.stream().filter(answer -> answer.statusCode() != 201).count() > 30;
        });
        return answers;
    }

    private static void assertUnavailable(List<HttpResponse<String>> answers) {
        assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(201, 503);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 503)
                .isNotEmpty()
                .allSatisfy(answer -> {
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    assertThat(answer.body()).contains("\"UNAVAILABLE\"");
                });
    }

    private static void awaitServed() throws Exception {
        long over = System.nanoTime();
        await().atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .until(() ->
                        inParallel(DatabaseOutageIT::aNewUser).stream().allMatch(answer -> answer.statusCode() == 201));
        System.out.printf("All are served after %d ms%n", (System.nanoTime() - over) / 1_000_000);
    }

    private static <T> List<T> inParallel(Callable<T> call) throws Exception {
        var calls = new ArrayList<Future<T>>();
        for (int i = 0; i < 10; i++) {
            calls.add(BUYERS.submit(call));
        }
        var results = new ArrayList<T>();
        for (Future<T> each : calls) {
            results.add(each.get());
        }
        return results;
    }

    private static HttpResponse<String> aNewUser() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance.url() + "/api/v1/users"))
                .POST(BodyPublishers.noBody())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static List<String> lines(String text) throws IOException {
        try (var lines = Files.lines(instance.log())) {
            return lines.filter(line -> line.contains(text)).toList();
        }
    }
}
