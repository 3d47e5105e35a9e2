package io.onsale.invariants;

import static io.onsale.queue.QueueFixture.ACTIVE_SECONDS;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.onsale.ExpectedFailures;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.concert.domain.ConcertId;
import io.onsale.demo.MakeDemoData;
import io.onsale.platform.events.Consumers;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.runtime.BackgroundJobs;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.reservation.usecase.ExpireHolds;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of the invariant checks. Each begins with the demo catalogue alone, whose concert 4 is sold out: seat 05nn,
 * user 800b…05nn, reservation 800c…05nn.
 */
@QuarkusTest
@TestProfile(AsInProduction.class)
class InvariantsTest {
    private static final Duration HOLD = Duration.ofMinutes(5);

    /** The tables in an order in which they can be deleted: those that refer to others come first. */
    private static final List<String> TABLES = List.of(
            "seat",
            "concert_date",
            "concert",
            "user_account",
            "ledger_entry",
            "reservation",
            "seat_quota",
            "payment",
            "outbox",
            "idempotency_key",
            "queue_policy");

    private final BookingApi api = new BookingApi();
    /**
     * Each test has a concert of its own: an instance that remembers a queue that Redis has forgotten gives its waiters
     * time to come back.
     */
    private final ConcertId concert = new ConcertId(UUID.randomUUID());

    private final ConcertKeys room = new ConcertKeys(concert.value());

    @Inject
    Database database;

    @Inject
    CheckInvariants checkInvariants;

    @Inject
    ExpireHolds expireHolds;

    @Inject
    MakeDemoData makeDemoData;

    @Inject
    SettableClock clock;

    @Inject
    Consumers consumers;

    @Inject
    Brokers brokers;

    @Inject
    WaitingQueue queue;

    @Inject
    AdmissionJob admission;

    @Inject
    RedisDataSource redis;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @BeforeEach
    void demoCatalogueAlone() throws IOException {
        consumers.resume();
        await().atMost(Duration.ofSeconds(60)).until(this::allIsProcessed); // before their rows are deleted
        // are deleted
        TABLES.forEach(table -> database.run("DELETE FROM " + table));
        String script = Files.readString(Path.of("src/main/resources/db/changelog/0003-demo.sql"));
        String statements =
                script.lines().filter(line -> !line.startsWith("--")).collect(joining("\n"));
        Stream.of(statements.split(";\n")).filter(sql -> !sql.isBlank()).forEach(database::run);
    }

    private boolean allIsProcessed() {
        return database.count("SELECT COUNT(*) FROM outbox") == 0
                && brokers.lags().map(List::isEmpty).orElse(false);
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        redis.key().del(room.room().toArray(String[]::new));
        redis.sortedSet(String.class).zrem(ConcertKeys.QUEUES, concert.toString());
        admission.resume();
        consumers.resume();
    }

    @Test
    void givenDemoCatalogue_check_allHold() {
        given().get("/api/v1/admin/invariants")
                .then()
                .statusCode(200)
                .body("holds", equalTo(true))
                .body("checks.size()", equalTo(18))
                .body("checks.every { it.holds && it.violations.isEmpty() }", equalTo(true));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            LIVE_RESERVATION_OWNS_ITS_SEATS | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE id = X'01990000000070008000000000000501'
            LIVE_RESERVATION_OWNS_ITS_SEATS | reservation 01990000-0000-7000-800c-00000000ffff | \
                INSERT INTO reservation SELECT X'0199000000007000800C00000000FFFF', X'019900000000700080000000000000A1', concert_id, \
                concert_date_id, seats, price, 'PENDING', 0, expires_at + INTERVAL 1 YEAR, created_at, updated_at FROM reservation \
                WHERE id = X'0199000000007000800C000000000501'; \
                INSERT INTO seat_quota VALUES (X'019900000000700080000000000000A1', X'01990000000070008000000000000004', 1)
            OWNED_SEAT_HAS_ITS_RESERVATION | seat 01990000-0000-7000-8000-000000000101 | \
                UPDATE seat SET status = 'RESERVED', reservation_id = X'0199000000007000800C00000000FFFF' \
                WHERE id = X'01990000000070008000000000000101'
            PAID_RESERVATION_HAS_ITS_PAYMENT | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE reservation SET price = price + 1 WHERE id = X'0199000000007000800C000000000501'
            PAID_RESERVATION_HAS_ITS_PAYMENT | reservation 01990000-0000-7000-800c-000000000501 | \
                DELETE FROM payment WHERE reservation_id = X'0199000000007000800C000000000501'; \
                UPDATE ledger_entry SET reservation_id = NULL WHERE reservation_id = X'0199000000007000800C000000000501'
            PAID_RESERVATION_HAS_ITS_PAYMENT | reservation 01990000-0000-7000-800c-00000000ffff | \
                INSERT INTO payment VALUES (X'0199000000007000800D00000000FFFF', X'0199000000007000800C00000000FFFF', \
                X'019900000000700080000000000000A3', 0, 'SUCCESS', NOW(3), NOW(3)); \
                INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) VALUES (X'0199000000007000800F00000000FFFF', X'019900000000700080000000000000A3', 'PAYMENT', 0, 0, \
                X'0199000000007000800C00000000FFFF', NOW(3))
            PAYMENT_HAS_ITS_LEDGER_ENTRIES | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE ledger_entry SET reservation_id = NULL WHERE reservation_id = X'0199000000007000800C000000000501'
            PAYMENT_HAS_ITS_LEDGER_ENTRIES | reservation 01990000-0000-7000-800c-00000000ffff | \
                INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) VALUES (X'0199000000007000800F00000000FFFF', X'019900000000700080000000000000A3', 'PAYMENT', 0, 0, \
                X'0199000000007000800C00000000FFFF', NOW(3))
            PAYMENT_HAS_ITS_LEDGER_ENTRIES | reservation 01990000-0000-7000-800c-000000000501 | \
                INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) VALUES (X'0199000000007000800F00000000FFFF', X'0199000000007000800B000000000501', 'REFUND', 20000, \
                20000, X'0199000000007000800C000000000501', NOW(3)); \
                UPDATE user_account SET balance = 20000 WHERE id = X'0199000000007000800B000000000501'
            BALANCE_IS_SUM_OF_LEDGER | user 01990000-0000-7000-8000-0000000000a2 | \
                UPDATE user_account SET balance = balance + 1 WHERE id = X'019900000000700080000000000000A2'
            BALANCE_IS_SUM_OF_LEDGER | user 01990000-0000-7000-8000-0000000000a3 | \
                INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) VALUES (X'0199000000007000800F00000000FFFF', X'019900000000700080000000000000A3', 'CHARGE', 1, 1, \
                NULL, NOW(3))
            SEATS_OF_DATE_ARE_COMPLETE | date 01990000-0000-7000-8000-000000000011 | \
                DELETE FROM seat WHERE id = X'01990000000070008000000000000101'
            HOLD_LASTS_UNTIL_IT_EXPIRES | reservation 01990000-0000-7000-800c-00000000ffff | \
                INSERT INTO reservation SELECT X'0199000000007000800C00000000FFFF', user_id, concert_id, concert_date_id, seats, price, \
                'EXPIRED', 0, expires_at, created_at, expires_at - INTERVAL 1 SECOND FROM reservation \
                WHERE id = X'0199000000007000800C000000000501'
            QUOTA_IS_SUM_OF_SEATS | user 01990000-0000-7000-800b-000000000501, concert 01990000-0000-7000-8000-000000000004 | \
                UPDATE seat_quota SET seats = 2 WHERE user_id = X'0199000000007000800B000000000501'
            QUOTA_IS_SUM_OF_SEATS | user 01990000-0000-7000-800b-000000000501, concert 01990000-0000-7000-8000-000000000004 | \
                DELETE FROM seat_quota WHERE user_id = X'0199000000007000800B000000000501'
            RESERVED_WHILE_ON_SALE | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE reservation SET created_at = created_at - INTERVAL 1 DAY WHERE id = X'0199000000007000800C000000000501'
            RESERVED_WHILE_ON_SALE | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE reservation SET created_at = created_at + INTERVAL 1 YEAR WHERE id = X'0199000000007000800C000000000501'
            SEAT_DATE_AND_CONCERT_BELONG_TOGETHER | reservation 01990000-0000-7000-800c-000000000501 | \
                UPDATE seat SET concert_date_id = X'01990000000070008000000000000031', seat_no = 51 \
                WHERE id = X'01990000000070008000000000000501'; \
                UPDATE concert_date SET seat_count = 51 WHERE id = X'01990000000070008000000000000031'; \
                UPDATE concert_date SET seat_count = 49 WHERE id = X'01990000000070008000000000000041'
            """)
    void givenViolation_check_namesItAlone(String invariant, String violation, String planted) {
        // Given
        List.of(planted.split(";")).forEach(database::run);
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        assertThat(violated(checks)).isEqualTo(Map.of(invariant, List.of(violation)));
    }

    @Test
    void givenUserWithFiveSeats_check_namesTheLimit() {
        // Given
        String five =
                " WHERE user_id BETWEEN X'0199000000007000800B000000000501' AND X'0199000000007000800B000000000505'";
        database.run("DELETE FROM seat_quota" + five);
        database.run(
                "INSERT INTO seat_quota VALUES (X'0199000000007000800B000000000501', X'01990000000070008000000000000004', 5)");
        for (String table : List.of("reservation", "payment", "ledger_entry")) {
            database.run("UPDATE " + table + " SET user_id = X'0199000000007000800B000000000501'" + five);
        }
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        assertThat(violated(checks)).containsOnlyKeys("QUOTA_IS_WITHIN_LIMIT");
    }

    @Test
    void givenFiftyViolations_check_listsTwenty() {
        // Given
        database.run("""
                UPDATE concert_date SET concert_id = X'01990000000070008000000000000003'
                WHERE id = X'01990000000070008000000000000041'
                """);
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        assertThat(violated(checks)).containsOnlyKeys("SEAT_DATE_AND_CONCERT_BELONG_TOGETHER");
        assertThat(violated(checks).get("SEAT_DATE_AND_CONCERT_BELONG_TOGETHER"))
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void givenExpiredHold_check_namesItWhenItIsTenSecondsLate() {
        // Given
        Show show = api.aShow();
        String reservation =
                api.reserved(show, api.aBuyer(show, 0), show.seats().get(0));
        clock.advance(HOLD.plusSeconds(8));
        assertThat(violated(checkInvariants.check())).isEmpty();
        // When
        clock.advance(Duration.ofSeconds(3));
        // Then
        assertThat(violated(checkInvariants.check()))
                .isEqualTo(Map.of("EXPIRED_HOLD_IS_RELEASED", List.of("reservation " + reservation)));
        expireHolds.expireDue(() -> {});
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    @Test
    void givenEveryOutcomeOfABooking_check_allHold() {
        // Given
        Show show = api.aShow();
        List<String> seats = show.seats();
        assertThat(api.order(show, api.aBuyer(show, 0), seats.subList(0, 2)).status())
                .isEqualTo(201);
        Buyer buys = api.aBuyer(show, 100_000);
        String order = api.order(show, buys, seats.subList(2, 6)).text("reservationId");
        assertThat(api.pay(buys, order).status()).isEqualTo(200);
        Buyer cancels = api.aBuyer(show, 0);
        assertThat(api.cancel(cancels, api.reserved(show, cancels, seats.get(6)))
                        .status())
                .isEqualTo(200);
        Buyer refunded = api.aBuyer(show, 100_000);
        String paid = api.reserved(show, refunded, seats.get(7));
        assertThat(api.pay(refunded, paid).status()).isEqualTo(200);
        assertThat(api.cancel(refunded, paid).status()).isEqualTo(200);
        Buyer declined = api.aBuyer(show, 0);
        String unpaid = api.reserved(show, declined, seats.get(8));
        IntStream.range(0, 3)
                .forEach(attempt ->
                        assertThat(api.pay(declined, unpaid).status()).isEqualTo(402));
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        assertThat(database.texts(
                        "SELECT status FROM reservation WHERE concert_id <> X'01990000000070008000000000000004'"))
                .containsExactlyInAnyOrder("PENDING", "SUCCESS", "CANCELLED", "CANCELLED", "FAILED");
        assertThat(violated(checks)).isEmpty();
    }

    @Test
    void givenBookingsInFlight_check_raisesNoAlarm() throws Exception {
        // Given
        Show show = api.aShow();
        int buyers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(buyers);
        try {
            List<Future<?>> booking = IntStream.range(0, buyers)
                    .<Future<?>>mapToObj(i -> threads.submit(
                            () -> bookAndCancel(show, show.seats().subList(4 * i, 4 * i + 4))))
                    .toList();
            // When
            while (!booking.stream().allMatch(Future::isDone)) {
                // Then
                assertThat(violated(checkInvariants.check())).isEmpty();
            }
            for (Future<?> each : booking) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    private void bookAndCancel(Show show, List<String> seats) {
        for (int i = 0; i < 10; i++) {
            Buyer buyer = api.aBuyer(show, 100_000);
            String reservation = api.order(show, buyer, seats).text("reservationId");
            assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
            assertThat(api.cancel(buyer, reservation).status()).isEqualTo(200);
        }
    }

    /** Two users are active, which is the cap, and one waits. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ACTIVE_WITHIN_CAP | : 3 active, 2 at most | ZADD active 9999999999999 OTHER; HSET slots OTHER 1:1:1
            ACTIVE_USER_HAS_A_SLOT | , user ACTIVE | HDEL slots ACTIVE
            ACTIVE_USER_HAS_A_SLOT | , user ACTIVE | ZREM active ACTIVE
            NOBODY_WAITS_AND_IS_ACTIVE | , user ACTIVE | ZADD waiting 1 ACTIVE
            NUMBERS_WERE_GIVEN_OUT | , user WAITER | ZADD waiting 9000000000000000 WAITER
            NUMBERS_WERE_GIVEN_OUT | , user ACTIVE | HSET slots ACTIVE 9000000000000000:1:1
            """)
    void givenViolationInWaitingRoom_check_namesItAlone(String invariant, String violation, String planted) {
        // Given
        admission.pause();
        enter(openWith(2));
        Map<String, String> users = Map.of(
                "ACTIVE",
                enter(openWith(2)).user().toString(),
                "WAITER",
                enter(openWith(2)).user().toString(),
                "OTHER",
                anyUserId().toString());
        for (String command : planted.split("; ")) {
            List<String> words = List.of(command.split(" "));
            String key = "onsale:{" + concert + "}:" + words.get(1);
            Stream<String> arguments = words.stream().skip(2).map(word -> users.getOrDefault(word, word));
            redis.execute(words.get(0), Stream.concat(Stream.of(key), arguments).toArray(String[]::new));
        }
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        String named = violation.replace("ACTIVE", users.get("ACTIVE")).replace("WAITER", users.get("WAITER"));
        assertThat(violated(checks)).isEqualTo(Map.of(invariant, List.of("concert " + concert + named)));
    }

    @Test
    void givenCapLoweredWhileMoreAreActive_check_raisesNoAlarm() {
        // Given
        admission.pause();
        QueueTicket leaves = enter(openWith(3));
        enter(openWith(3));
        enter(openWith(3));
        enter(openWith(1));
        admit(openWith(1));
        // When
        assertThat(violated(checkInvariants.check())).isEmpty();
        queue.leave(leaves);
        admit(openWith(1));
        // Then
        assertThat(queue.figures(concert, openWith(1)).active()).isEqualTo(2);
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    @Test
    void givenSlotsWhoseTimeIsOver_check_raisesNoAlarm() {
        // Given
        admission.pause();
        QueueTicket comesBack = enter(openWith(2));
        enter(openWith(2));
        enter(openWith(2));
        clock.advance(Duration.ofSeconds(ACTIVE_SECONDS));
        // When
        assertThat(violated(checkInvariants.check())).isEmpty();
        queue.enter(concert, comesBack.user(), openWith(2), Optional.empty())
                .toCompletableFuture()
                .join();
        // Then
        assertThat(redis.sortedSet(String.class).zcard(room.waiting())).isEqualTo(2);
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    @Test
    void givenEmptiedRedis_check_raisesNoAlarm() {
        // Given
        admission.pause();
        enter(openWith(1));
        QueueTicket waits = enter(openWith(1));
        redis.key().del(room.room().toArray(String[]::new));
        // When
        assertThat(violated(checkInvariants.check())).isEmpty();
        queue.claim(waits, openWith(1)).toCompletableFuture().join();
        enter(openWith(1));
        // Then
        assertThat(redis.sortedSet(String.class).zcard(room.waiting())).isEqualTo(2);
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    private QueueTicket enter(QueueTerms terms) {
        QueueTicket ticket = queue.enter(concert, anyUserId(), terms, Optional.empty())
                .toCompletableFuture()
                .join()
                .ticket();
        redis.sortedSet(String.class).zadd(ConcertKeys.QUEUES, 1, concert.toString());
        return ticket;
    }

    private void admit(QueueTerms terms) {
        queue.admit(concert, terms).toCompletableFuture().join();
    }

    @Test
    void givenEventThatStaysInTheOutbox_check_namesIt() throws SQLException {
        try (var relay = nothingIsRelayed()) {
            // Given
            record(Duration.ofSeconds(6));
            // When
            List<InvariantCheck> checks = checkInvariants.check();
            // Then
            assertThat(violated(checks)).containsOnlyKeys("EVENTS_LEAVE_THE_OUTBOX");
            assertThat(violated(checks).get("EVENTS_LEAVE_THE_OUTBOX").get(0))
                    .startsWith("payment.failed at position ");
            database.run("DELETE FROM outbox");
        }
    }

    @Test
    void givenEventThatIsNew_check_raisesNoAlarm() throws SQLException {
        try (var relay = nothingIsRelayed()) {
            // Given
            record(Duration.ofSeconds(2));
            // When
            List<InvariantCheck> checks = checkInvariants.check();
            // Then
            assertThat(violated(checks)).isEmpty();
            database.run("DELETE FROM outbox");
        }
    }

    @Test
    void givenOldEventThatLeaves_check_raisesNoAlarm() throws SQLException {
        try (var relay = nothingIsRelayed()) {
            // Given
            record(Duration.ofSeconds(6));
            // When
            CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(() -> database.run("DELETE FROM outbox"));
            // Then
            assertThat(violated(checkInvariants.check())).isEmpty();
        }
    }

    private void record(Duration age) {
        database.run("INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at) "
                + "VALUES (X'01', 'payment.failed', X'02', 1, '{}', NOW(3) - INTERVAL " + age.toSeconds() + " SECOND)");
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Stops the relay by holding its lock. */
    private Closing nothingIsRelayed() throws SQLException {
        var failures = new ExpectedFailures(BackgroundJobs.class);
        Connection other = DriverManager.getConnection(url, "root", "");
        try (var statement = other.createStatement()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                long relay = database.count("SELECT COALESCE(IS_USED_LOCK(CONCAT(DATABASE(), '.outbox')), 0)");
                if (relay != 0) {
                    statement.execute("KILL " + relay);
                }
                try (var row = statement.executeQuery("SELECT GET_LOCK(CONCAT(DATABASE(), '.outbox'), 1)")) {
                    return row.next() && row.getInt(1) == 1;
                }
            });
        }
        return () -> {
            other.close();
            // The relay may fail once more until then.
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            database.count("SELECT COALESCE(IS_USED_LOCK(CONCAT(DATABASE(), '.outbox')), 0)") != 0);
            failures.close();
        };
    }

    @Test
    void givenConsumersThatStandStill_check_namesThem() {
        // Given
        consumers.pause();
        anEventInKafka();
        // When
        List<InvariantCheck> checks = checkInvariants.check();
        // Then
        assertThat(violated(checks)).containsOnlyKeys("EVENTS_ARE_PROCESSED");
        assertThat(violated(checks).get("EVENTS_ARE_PROCESSED"))
                .singleElement()
                .asString()
                .matches("consumer seat-occupancy, reservation.created-\\d: 1 not processed");
    }

    private void anEventInKafka() {
        Show show = api.aShow();
        api.reserved(show, api.aBuyer(show, 0), show.seats().get(0));
        await().until(() -> brokers.lags().stream().anyMatch(lags -> !lags.isEmpty()));
    }

    @Test
    void givenConsumersThatAreLate_check_raisesNoAlarm() {
        // Given
        consumers.pause();
        anEventInKafka();
        // When
        CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(consumers::resume);
        // Then
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    @Test
    void givenDemoDataInBulk_check_allHold() {
        // When
        makeDemoData.make(new MakeDemoData.Command(2, 3, 7, 5, 5));
        // Then
        assertThat(violated(checkInvariants.check())).isEmpty();
    }

    @Test
    void givenDemoDataIsDisabled_make_isAsIfItDidNotExist() {
        for (String body : List.of(
                "{}", "{\"concerts\":1,\"datesPerConcert\":1,\"seatsPerDate\":1,\"richUsers\":1,\"poorUsers\":1}")) {
            given().contentType("application/json")
                    .body(body)
                    .post("/api/v1/admin/demo-data")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("code", equalTo("NOT_FOUND"));
        }
    }

    private static Map<String, List<String>> violated(List<InvariantCheck> checks) {
        return checks.stream()
                .filter(check -> !check.holds())
                .collect(toMap(InvariantCheck::name, InvariantCheck::violations));
    }
}
