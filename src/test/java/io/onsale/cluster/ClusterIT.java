package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.LockedSeat;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance.Ended;
import io.onsale.embedded.ServerProcess;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of several instances over servers that die and come back. */
class ClusterIT {
    private static final List<ProcessHandle> STARTED = new ArrayList<>();
    private static Servers servers;
    private static Instance one;
    private static Instance other;

    @BeforeAll
    static void twoInstances() {
        servers = Servers.start("cluster");
        STARTED.addAll(servers.processes());
        one = new Instance("one", servers.settings()).awaitReady(); // the first instance makes the tables, alone
        STARTED.add(one.process());
        other = new Instance("other", servers.settings()).awaitReady();
        STARTED.add(other.process());
    }

    @AfterAll
    static void nothingIsLeft() {
        int code = other.terminate();
        one.close();
        STARTED.addAll(servers.processes()); // includes the servers that were started again
        servers.close();
        assertThat(code).isEqualTo(143);
        assertThat(other.log()).content().contains("stopped in");
        assertThat(STARTED).hasSizeGreaterThan(8).noneMatch(ServerProcess::isRunning);
    }

    @Test
    void givenSeatReservedThroughAnInstanceThatDies_anotherTakesThePaymentAndSellsOn() {
        try (var third = new Instance("third", servers.settings()).awaitReady()) {
            // Given
            STARTED.add(third.process());
            var throughThird = new BookingApi(third.url());
            var throughOther = new BookingApi(other.url());
            Show show = throughThird.aShow();
            Buyer buyer = throughThird.aBuyer(show, 50_000);
            String reservation = throughThird.reserved(show, buyer, show.seats().get(0));
            // When
            third.kill();
            // Then
            assertThat(throughOther.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
            Buyer next = throughOther.aBuyer(show, 50_000);
            assertThat(throughOther.reserve(show, next, show.seats().get(0)).code())
                    .isEqualTo("SEAT_TAKEN");
            String nextReservation =
                    throughOther.reserved(show, next, show.seats().get(1));
            assertThat(throughOther.pay(next, nextReservation).text("status")).isEqualTo("SUCCESS");
        }
    }

    @Test
    void givenInstanceThatDiesBetweenLockAndCommit_itsSeatsAreSoldWithinSeconds() throws SQLException {
        var settings = new HashMap<>(servers.settings());
        settings.put("onsale.http.answer-within", "30s"); // it must die before it answers, however busy the machine
        try (var dying = new Instance("dying", settings).awaitReady()) {
            // Given
            STARTED.add(dying.process());
            var throughDying = new BookingApi(dying.url());
            var throughOther = new BookingApi(other.url());
            Show show = throughOther.aShow();
            List<String> four = show.seats().subList(0, 4);
            Buyer buyer = throughOther.aBuyer(show, 0);
            Buyer next = throughOther.aBuyer(show, 0);
            try (var row = new LockedSeat(servers.root(), four.get(0))) {
                var unanswered = CompletableFuture.supplyAsync(() -> throughDying.order(show, buyer, four));
                row.awaitWaiting(1);
                assertThat(throughOther.order(show, buyer, four).code()).isEqualTo("RESERVATION_BUSY");
                // When
                dying.kill();
                assertThat(unanswered).failsWithin(Duration.ofSeconds(5));
            }
            // Then
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> throughOther.order(show, next, four).status() == 201);
            assertThat(throughOther
                            .order(show, buyer, show.seats().subList(4, 8))
                            .status())
                    .as("their limit is given back with the seats")
                    .isEqualTo(201);
        }
    }

    @Test
    void givenPausedInstance_othersSell_andItGoesOnWhenResumed() {
        // Given
        other.pause();
        assertThat(new BookingApi(one.url()).aShow().seats()).hasSize(50);
        // When
        other.resume();
        // Then
        other.awaitReady();
    }

    @Test
    void givenKilledDatabaseAndRedis_startThem_salesGoOn() {
        // Given
        var api = new BookingApi(one.url());
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        servers.mariaDb().kill();
        servers.redis().kill();
        // When
        servers.mariaDb().start();
        servers.redis().start();
        one.awaitReady();
        other.awaitReady();
        // Then
        assertThat(api.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
    }

    @Test
    void givenKilledBroker_start_itFollowsTheOthersAgain() throws Exception {
        Map<String, Object> brokers =
                Map.of("bootstrap.servers", servers.settings().get("kafka.bootstrap.servers"));
        try (Admin admin = Admin.create(brokers)) {
            // Given
            admin.createTopics(List.of(new NewTopic("drill", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
            servers.broker(0).kill();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> inSync(admin) == 2);
            // When
            servers.broker(0).start();
            // Then
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> inSync(admin) == 3);
        }
    }

    @Test
    void givenCommandLine_checkInvariants_tellsByItsExitCode() throws SQLException {
        String user = "01990000-0000-7000-8000-0000000000a2";
        String add = "UPDATE user_account SET balance = balance + %d WHERE id = X'" + user.replace("-", "") + "'";
        try (var connection =
                        DriverManager.getConnection(servers.settings().get("quarkus.datasource.jdbc.url"), "root", "");
                var statement = connection.createStatement()) {
            // When
            Ended sound = check(Map.of());
            statement.executeUpdate(add.formatted(1));
            Ended violated = check(Map.of());
            statement.executeUpdate(add.formatted(-1));
            Ended unknown = check(Map.of("quarkus.redis.hosts", "redis://localhost:1"));
            // The database is like a replica: no transaction of a new connection may write.
            statement.executeUpdate("SET GLOBAL transaction_read_only = ON");
            Ended readOnly = check(Map.of());
            statement.executeUpdate("SET GLOBAL transaction_read_only = OFF");
            // Then
            assertThat(sound.code()).as("%s", sound).isZero();
            assertThat(sound.out().lines()).hasSize(18).allMatch(line -> line.startsWith("ok   "));
            assertThat(readOnly.code()).as("%s", readOnly).isZero();
            assertThat(violated.code()).as("%s", violated).isEqualTo(1);
            assertThat(violated.out()).contains("FAIL BALANCE_IS_SUM_OF_LEDGER\n     user " + user + "\nok   ");
            assertThat(unknown.code()).as("%s", unknown).isEqualTo(2);
            assertThat(unknown.out()).isEmpty();
            assertThat(unknown.err()).contains("could not be checked: ").hasLineCount(1);
        }
    }

    private static Ended check(Map<String, String> otherSettings) {
        var settings = new HashMap<>(servers.settings());
        settings.putAll(otherSettings);
        return Instance.run("check", settings, "--check-invariants");
    }

    /**
     * The number of up-to-date replicas of the partition that has the fewest. Fails while some broker has not heard of
     * the topic.
     */
    private static int inSync(Admin admin) throws Exception {
        return admin.describeTopics(List.of("drill")).allTopicNames().get().get("drill").partitions().stream()
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElseThrow();
    }
}
