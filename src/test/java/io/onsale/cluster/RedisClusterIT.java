package io.onsale.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.Race;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.embedded.ServerProcess;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.QueueFixture;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the packaged application on a Redis Cluster of three masters: all keys of a concert are on one of them. */
class RedisClusterIT {
    private static final Duration HOLD = Duration.ofSeconds(20);
    private static final Path SCRIPTS = Path.of("src/main/resources/lua");

    private static Servers servers;
    private static RedisCluster redis;
    private static Map<String, String> settings;
    private static Instance instance;
    private static BookingApi api;

    @BeforeAll
    static void start() {
        servers = Servers.start("redis-cluster");
        redis = RedisCluster.start("redis-cluster-masters");
        settings = new HashMap<>(servers.settings());
        settings.putAll(redis.settings());
        settings.put("onsale.reservation.hold", HOLD.toSeconds() + "s");
        // These tests are not about a busy machine.
        settings.put("onsale.http.max-wait", "20s");
        settings.put("onsale.http.answer-within", "30s");
        instance = new Instance("redis-cluster", settings).awaitReady();
        api = new BookingApi(instance.url());
        warmUp();
    }

    /** Uses everything once, because first uses take longer. */
    private static void warmUp() {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> enter(api.aShow()).statusCode() == 201);
    }

    @BeforeEach
    void allMastersAreThere() {
        redis.awaitOk();
    }

    @AfterAll
    static void end() {
        instance.close();
        redis.close();
        servers.close();
    }

    // Scripts

    @Test
    void givenAllThatBuyersAndOperatorsDo_everyScriptRuns() throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (var files = Files.walk(SCRIPTS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(SCRIPTS.relativize(file).toString(), Files.readString(file));
            }
        }
        assertThat(texts).hasSizeGreaterThan(15);
        try (var one = new RedisMonitor(redis.port(0));
                var two = new RedisMonitor(redis.port(1));
                var three = new RedisMonitor(redis.port(2))) {
            // Given
            long redirected = errors("MOVED");
            // A script that the server does not know is sent as a whole.
            IntStream.range(0, RedisCluster.MASTERS).forEach(master -> redis.ask(master, "SCRIPT", "FLUSH"));
            // When
            sellOut();
            waitInLine();
            proveWork();
            loseALock();
            letAHoldExpire();
            demoData();
            // Then
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(texts.keySet())
                    .filteredOn(
                            name -> Stream.of(one, two, three).noneMatch(monitor -> monitor.hasSeen(texts.get(name))))
                    .as("scripts that have not run")
                    .isEmpty());
            assertThat(errors("ERR")).isZero();
            assertThat(errors("CROSSSLOT")).isZero();
            assertThat(errors("MOVED"))
                    .as("calls that went to the wrong master")
                    .isEqualTo(redirected);
        }
    }

    private static long errors(String code) {
        return IntStream.range(0, RedisCluster.MASTERS)
                .mapToLong(master -> redis.errors(master, code))
                .sum();
    }

    /** Buys all seats, looks at the seats and at the ranking, gives a seat back, and adds a date. */
    private void sellOut() {
        Show show = api.aShowOf(2);
        String seats = "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats?status=all";
        ok(api.call("GET", "/concerts/rankings/sold-out", null, null));
        ok(api.call("GET", seats, null, null));
        Buyer buyer = api.aBuyer(show, 50_000);
        ok(api.cancel(buyer, api.reserved(show, buyer, show.seats().get(0))));
        String paid = ok(api.order(show, buyer, show.seats())).text("reservationId");
        ok(api.pay(buyer, paid));
        await().atMost(Duration.ofSeconds(20)).until(() -> api.call("GET", "/concerts/rankings/sold-out", null, null)
                .body()
                .toString()
                .contains(show.concert()));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        api.call("GET", seats, null, null).body().toString().contains("ASSIGNED"));
        ok(api.cancel(buyer, paid));
        Instant day = Instant.now().plus(Duration.ofDays(40));
        ok(api.call(
                "POST",
                "/concerts/" + show.concert() + "/dates",
                null,
                Map.of(
                        "date",
                        day.toString(),
                        "deadline",
                        day.minusSeconds(3600).toString())));
    }

    /** A waiter enters twice, another leaves, and the waiter has a turn when the buyer inside has left. */
    private void waitInLine() {
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer first = api.aBuyer(show, 0);
        Buyer second = api.aBuyer(show, 0);
        Buyer third = api.aBuyer(show, 0);
        assertThat(api.enter(show, third.user()).user()).isEqualTo(third.user());
        ok(api.call("DELETE", "/queue/concerts/" + show.concert(), second.token(), null));
        ok(api.call("DELETE", "/queue/concerts/" + show.concert(), first.token(), null));
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> "ACTIVE".equals(api.turn(show, third).text("status")));
    }

    private void proveWork() {
        Show show = api.aShow();
        api.askForWork(show, 8);
        String door = "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0);
        assertThat(api.call("POST", door, null, null).code()).isEqualTo("PROOF_OF_WORK_REQUIRED");
        String challenge = ok(api.call("GET", door + "/challenge", null, null)).text("challenge");
        String proof = QueueFixture.solve(challenge, 8);
        ok(api.call("POST", door, null, null, "Proof-Of-Work", proof));
    }

    /** Loses a lock: the database turns the next buyer away and says who has the seat. */
    private void loseALock() {
        Show show = aShowOn(0, 500);
        String seat = show.seats().get(0);
        Buyer buyer = api.aBuyer(show, 0);
        api.reserved(show, buyer, seat);
        redis.ask(0, "DEL", new ConcertKeys(UUID.fromString(show.concert())).seat(UUID.fromString(seat)));
        assertThat(api.reserve(show, api.aBuyer(show, 0), seat).code()).isEqualTo("SEAT_TAKEN");
        assertThat(api.reserve(show, buyer, seat).status()).isEqualTo(200);
    }

    private void letAHoldExpire() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        await().atMost(HOLD.plusSeconds(5)).pollInterval(Duration.ofMillis(500)).until(() -> "EXPIRED"
                .equals(api.reservation(buyer, reservation).text("status")));
        Buyer next = api.aBuyer(show, 0);
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> api.reserve(show, next, show.seats().get(0)).status() == 200);
    }

    private void demoData() {
        ok(api.call(
                "POST",
                "/admin/demo-data",
                null,
                Map.of("concerts", 1, "datesPerConcert", 1, "seatsPerDate", 100, "richUsers", 5, "poorUsers", 5)));
        Answer checked = ok(api.call("GET", "/admin/invariants", null, null));
        assertThat(checked.body().path("holds").asBoolean())
                .as("%s", checked.body())
                .isTrue();
    }

    // Slots

    @Test
    void givenManyConcerts_theyAreSpreadOverAllMasters_eachWithAllItsKeys() {
        for (int master = 0; master < RedisCluster.MASTERS; master++) {
            Show show = aShowOn(master, 500);
            api.reserved(show, api.aBuyer(show, 0), show.seats().get(0));
            assertThat((List<?>) redis.ask(master, "KEYS", "onsale:[{]" + show.concert() + "[}]:*"))
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    void givenOneSeatAndOneHundredBuyers_oneWins() throws Exception {
        // Given
        Show show = api.aShow();
        List<Buyer> buyers = api.buyers(show, 100);
        // When
        List<Answer> answers = Race.between(buyers.stream()
                .<Callable<Answer>>map(buyer ->
                        () -> insist(() -> api.reserve(show, buyer, show.seats().get(0))))
                .toList());
        // Then
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(99)
                .allSatisfy(answer -> assertThat(answer.code()).isEqualTo("SEAT_TAKEN"));
    }

    /** Repeats a call that a busy machine refuses by 503, as it does with some of a hundred. */
    private static Answer insist(Callable<Answer> call) {
        return await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .until(call, answer -> answer.status() != 503);
    }

    /** While a slot is being moved, Redis answers TRYAGAIN or ASK for it. */
    @Test
    void givenSlotThatMovesToAnotherMaster_nobodyIsLost_andTheOrderStays() {
        // Given
        int from = 0;
        int to = 1;
        Show show = aShowOn(from, 1);
        Show neighbour = aShowOn(from, 500);
        Buyer inside = api.aBuyer(show, 0);
        List<Buyer> waiting = new ArrayList<>(api.buyers(show, 20));
        long slot = slot(show);
        redis.beginToMove(slot, from, to);
        var entering = CompletableFuture.supplyAsync(() -> enterOneByOne(show, 20));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> redis.errors(from, "ASK") > 0 && redis.errors(to, "TRYAGAIN") > 0);
        // Other concerts of the same master notice nothing.
        for (int i = 0; i < 20; i++) {
            assertThat(enter(neighbour).statusCode()).isEqualTo(201);
        }
        // When
        redis.endToMove(slot, from, to);
        // Then
        waiting.addAll(entering.join());
        ok(api.call("DELETE", "/queue/concerts/" + show.concert(), inside.token(), null));
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> "ACTIVE".equals(api.turn(show, waiting.get(0)).text("status")));
        List<Integer> positions = waiting.subList(1, waiting.size()).stream()
                .map(buyer -> api.turn(show, buyer).body().path("position").asInt())
                .toList();
        assertThat(positions)
                .isEqualTo(IntStream.rangeClosed(1, waiting.size() - 1).boxed().toList());
    }

    /** Redis answers MOVED, unless the application, which looks once a second, has just seen the change. */
    @Test
    void givenSlotThatHasMoved_whoeverAsksIsServedAtOnce() {
        int from = 0;
        int to = 1;
        long redirected = redis.errors(from, "MOVED");
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).until(() -> {
            // Given
            Show show = aShowOn(from, 1);
            String user = api.aUser(0);
            long slot = slot(show);
            redis.beginToMove(slot, from, to);
            redis.endToMove(slot, from, to);
            // When
            Response answer = enter(show, user);
            // Then
            assertThat(answer.statusCode()).isEqualTo(201);
            return redis.errors(from, "MOVED") > redirected;
        });
    }

    private static long slot(Show show) {
        return redis.slot("{" + show.concert() + "}");
    }

    /**
     * Users who enter one after the other: each enters as soon as the one before is in, however often that takes a
     * retry.
     */
    private List<Buyer> enterOneByOne(Show show, int count) {
        var entered = new ArrayList<Buyer>();
        for (int i = 0; i < count; i++) {
            String user = api.aUser(0);
            Response answer = await().atMost(Duration.ofSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> enter(show, user), each -> each.statusCode() != 503);
            entered.add(new Buyer(user, answer.then().statusCode(201).extract().path("tokenId")));
        }
        return entered;
    }

    // Masters that are away

    @Test
    void givenKilledMaster_itsConcertsAreRefusedAtOnce_othersGoOn_andItComesBackEmpty() throws Exception {
        ServerProcess killed = redis.process(2);
        awayAndBack(2, killed::kill, killed::start);
    }

    @Test
    void givenFrozenMaster_itsConcertsAreRefusedAtOnce_othersGoOn_andItGoesOn() throws Exception {
        List<ProcessHandle> frozen = redis.process(1).processes();
        awayAndBack(
                1, () -> DependencyOutageIT.signal("STOP", frozen), () -> DependencyOutageIT.signal("CONT", frozen));
    }

    private interface Change {
        void make() throws Exception;
    }

    private void awayAndBack(int master, Change away, Change back) throws Exception {
        // Given
        List<String> users = IntStream.range(0, 40).mapToObj(i -> api.aUser(0)).toList();
        Show show = aShowOn(master, 1);
        Show other = aShowOn((master + 1) % RedisCluster.MASTERS, 500);
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        List<Buyer> waiting = api.buyers(show, 5);
        Buyer busy = api.aBuyer(other, 50_000);
        // When
        away.make();
        try {
            // Then
            ok(api.pay(buyer, reservation));
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                Response refused = enter(show, users.get(i));
                slowest = Math.max(slowest, millisSince(begin));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isNotNull();
                assertThat(enter(other, users.get(20 + i)).statusCode()).isEqualTo(201);
            }
            System.out.printf("Refused after %d ms at the latest%n", slowest);
            assertThat(slowest).as("ms, on a machine that may be busy").isLessThan(3_000);
            ok(api.pay(busy, api.reserved(other, busy, other.seats().get(0))));
            // An instance that was not there before does so, too.
            try (var late = new Instance("redis-cluster-late", settings).awaitReady()) {
                var throughLate = new BookingApi(late.url());
                throughLate.reserved(
                        other, throughLate.aBuyer(other, 0), other.seats().get(1));
            }
        } finally {
            back.make();
        }
        long begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> enter(show).statusCode() == 201);
        System.out.printf("Served again %d ms after the master came back%n", millisSince(begin));
        redis.awaitOk();
        // Admission keeps the places of former waiters for up to 25 s, and the machine may be busy.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(waiting.stream()
                                .map(each -> api.turn(show, each).body())
                                .map(turn -> turn.path("status").asText().equals("ACTIVE")
                                        ? 0
                                        : turn.path("position").asInt(-1))
                                .toList())
                        .isEqualTo(List.of(0, 1, 2, 3, 4)));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
        return answer;
    }

    /** A concert whose slot this master has. */
    private static Show aShowOn(int master, int maxActive) {
        while (true) {
            Show show = api.aShow(Instant.now().minusSeconds(60), maxActive);
            if (redis.masterOf(slot(show)) == master) {
                return show;
            }
        }
    }

    /** Enters as a new user each time, since a user who asks too often is refused. */
    private static Response enter(Show show) {
        return enter(show, api.aUser(0));
    }

    private static Response enter(Show show, String user) {
        return given().baseUri(instance.url())
                .post("/api/v1/queue/concerts/{concert}/users/{user}", show.concert(), user);
    }
}
