package io.onsale.platform.limits;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.kernel.Caller;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.user.port.in.RegisterUser;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of rate limits through the API. The client of the tests is a trusted proxy, and names the address for which it
 * asks. Tokens come in so slowly that the time a test takes does not count.
 */
@QuarkusTest
@TestProfile(RateLimitsTest.Limited.class)
class RateLimitsTest {
    static final int BURST = 3;
    static final int ADDRESS_BURST = 7;
    private static final Duration TOKEN = Duration.ofSeconds(100);
    /** The shortest interval that a queue tells a waiter. */
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    public static final class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<String, String>();
            settings.put("onsale.rate-limits.enabled", "true");
            // These addresses are of the tests themselves, where they prepare and look.
            settings.put("onsale.rate-limits.exempt", "192.0.2.0/24,127.0.0.1");
            settings.put("onsale.http.trusted-proxies", "127.0.0.1");
            // The instance stands behind a proxy that ends TLS. The first address of X-Forwarded-For becomes that of
            // the request.
            settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
            settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
            settings.put("onsale.rate-limits.penalty", "20s");
            settings.put("onsale.rate-limits.longest-penalty", "200s");
            for (String action : List.of("enter", "poll", "reserve", "pay", "cancel", "charge", "register", "read")) {
                String limit = "onsale.rate-limits." + action;
                settings.put(limit + ".user.burst", "" + BURST);
                settings.put(limit + ".user.per-second", "0.01");
                settings.put(limit + ".address.burst", "" + ADDRESS_BURST);
                settings.put(limit + ".address.per-second", "0.01");
            }
            return settings;
        }
    }

    @Inject
    SettableClock clock;

    @Inject
    RegisterUser registerUser;

    @Inject
    RedisDataSource redis;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    RateLimitsConfig config;

    @Inject
    TokenBuckets buckets;

    private final BookingApi api = new BookingApi();
    private final String address = anAddress();
    private Show show;

    @BeforeEach
    void aConcertOnSale() {
        show = api.aShow();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void givenUserEntersAgainAndAgain_theBurstPasses_thenRefusedUntilTheTimeTold() {
        // Given
        String user = aUser();
        double counted = refused("enter", "user");
        times(BURST, () -> enter(user, address).statusCode(201));
        // When
        ValidatableResponse refused = enter(user, address);
        // Then
        assertLimited(refused, BURST);
        assertThat(refused("enter", "user") - counted).isEqualTo(1);
        enter(aUser(), address).statusCode(201);
        clock.advance(Duration.ofSeconds(retryAfter(refused)));
        enter(user, address).statusCode(201);
        assertLimited(enter(user, address), BURST);
    }

    @Test
    void givenUserRefusedAtOneConcert_thenNotAtAnother() {
        // Given
        String user = aUser();
        times(BURST, () -> enter(user, address).statusCode(201));
        enter(user, address).statusCode(429);
        // When
        show = api.aShow();
        // Then
        times(BURST, () -> enter(user, address).statusCode(201));
        enter(user, address).statusCode(429);
    }

    @Test
    void givenAddressOfMany_whenTheyEnter_thenTheBurstPasses_andOthersElsewhere() {
        // Given
        double counted = refused("enter", "address");
        times(ADDRESS_BURST, () -> enter(aUser(), address).statusCode(201));
        String user = aUser();
        // When
        ValidatableResponse refused = enter(user, address);
        // Then
        assertLimited(refused, ADDRESS_BURST);
        assertThat(isInQueue(user)).isFalse();
        assertThat(refused("enter", "address") - counted).isEqualTo(1);
        enter(user, anAddress()).statusCode(201);
        assertThat(isInQueue(user)).isTrue();
    }

    /** Requests that are refused for the user do not use up the bucket of the address, which neighbours share. */
    @Test
    void givenUserWhoIsRefusedAllTheTime_thenTheirAddressIsNotUsedUp() {
        // Given
        String greedy = aUser();
        times(BURST, () -> enter(greedy, address).statusCode(201));
        // When
        times(50, () -> enter(greedy, address).statusCode(429));
        // Then
        times(ADDRESS_BURST - BURST, () -> enter(aUser(), address).statusCode(201));
        enter(aUser(), address).statusCode(429);
    }

    @Test
    void givenUserWhoIgnoresWhatIsTold_thenTheyWaitLongerAndLonger_butNotForever() {
        // Given
        String user = aUser();
        times(BURST, () -> enter(user, address).statusCode(201));
        // When
        List<Long> waits = IntStream.range(0, 20)
                .mapToObj(i -> retryAfter(enter(user, address).statusCode(429)))
                .toList();
        // Then
        assertThat(waits.get(4) - waits.get(0)).isBetween(60L, 80L);
        assertThat(waits).allMatch(wait -> wait <= 300);
        clock.advance(Duration.ofSeconds(waits.get(19)));
        enter(user, address).statusCode(201);
    }

    /** A refused address does not wait longer for asking again, since its neighbours would pay for it. */
    @Test
    void givenAddressThatIgnoresWhatIsTold_thenItWaitsNoLonger() {
        times(ADDRESS_BURST, () -> enter(aUser(), address).statusCode(201));
        List<Long> waits = IntStream.range(0, 20)
                .mapToObj(i -> retryAfter(enter(aUser(), address).statusCode(429)))
                .toList();
        assertThat(waits).allMatch(wait -> wait <= TOKEN.toSeconds());
    }

    @Test
    void givenPollsAsTold_thenNoneIsEverRefused_andRedisIsNotAsked() {
        String token = aToken();
        for (int i = 0; i < 4 * BURST; i++) {
            poll(token, address).statusCode(200);
            clock.advance(SHORTEST_POLL);
        }
        assertThat(bucketsOf("poll")).isEmpty();
    }

    @Test
    void givenPollsEveryThreeSeconds_whateverIsTold_thenNoneIsEverRefused() {
        String token = aToken();
        for (int i = 0; i < 4 * BURST; i++) {
            poll(token, address).statusCode(200);
            clock.advance(Duration.ofSeconds(3));
        }
        assertThat(bucketsOf("poll")).isEmpty();
    }

    @Test
    void givenPollsWithoutPause_thenRefusedUntilTheTimeTold() {
        // Given
        String token = aToken();
        String other = aToken();
        double counted = refused("poll", "user");
        // When
        ValidatableResponse refused = pollUntilRefused(token);
        // Then
        assertLimited(refused, BURST);
        assertThat(refused("poll", "user") - counted).isEqualTo(1);
        poll(other, address).statusCode(200);
        clock.advance(Duration.ofSeconds(retryAfter(refused)));
        poll(token, address).statusCode(200);
    }

    @Test
    void givenManyWhoPollWithoutPause_thenTheirAddressIsRefused_butNotWhoPollsAsTold() {
        // Given
        List<String> tokens =
                IntStream.range(0, 2 * ADDRESS_BURST).mapToObj(i -> aToken()).toList();
        String patient = aToken();
        double counted = refused("poll", "address");
        // When
        tokens.forEach(this::pollUntilRefused);
        // Then
        assertThat(refused("poll", "address") - counted).isPositive();
        poll(patient, address).statusCode(200);
    }

    @Test
    void givenForgedToken_thenUnauthenticatedAsEver_andTheBucketOfItsUserIsNotTouched() {
        // Given
        String token = aToken();
        int at = token.length() - 2;
        String forged = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
        // When
        times(4 * BURST, () -> {
            poll(forged, address).statusCode(401);
            reserve(forged, show.seats().get(0), address, null).statusCode(401);
        });
        // Then
        assertThat(bucketsOf("poll")).isEmpty();
        assertThat(bucketsOf("reserve")).isEmpty();
        reserve(token, show.seats().get(0), address, null).statusCode(200);
    }

    @Test
    void givenBuyerWhoReservesAgainAndAgain_thenRefused_andNothingIsHeldAndTheKeyIsFree() {
        // Given
        String token = aToken();
        times(BURST, i -> reserve(token, show.seats().get(i), address, null).statusCode(200));
        String seat = show.seats().get(BURST);
        String key = UUID.randomUUID().toString();
        double counted = refused("reserve", "user");
        // When
        ValidatableResponse refused = reserve(token, seat, address, key);
        // Then
        assertLimited(refused, BURST);
        assertThat(refused("reserve", "user") - counted).isEqualTo(1);
        assertThat(database.seatStatus(seat)).isEqualTo("AVAILABLE");
        assertThat(redis.key().exists(new ConcertKeys(UUID.fromString(show.concert())).seat(UUID.fromString(seat))))
                .isFalse();
        assertThat(idempotencyKeys(key)).isZero();
        assertThat(database.liveReservations(show.concert())).isEqualTo(BURST);
        reserve(aToken(), seat, address, key).statusCode(200);
        clock.advance(Duration.ofSeconds(retryAfter(refused)));
        reserve(token, show.seats().get(BURST + 1), address, key).statusCode(200);
    }

    @Test
    void givenManyWhoReserve_thenTheirAddressIsRefused_andNotAnother() {
        times(ADDRESS_BURST, i -> reserve(aToken(), show.seats().get(i), address, null)
                .statusCode(200));
        String token = aToken();
        assertLimited(reserve(token, show.seats().get(20), address, null), ADDRESS_BURST);
        reserve(token, show.seats().get(20), anAddress(), null).statusCode(200);
    }

    @Test
    void givenUserWhoChargesAgainAndAgain_thenRefused_andNoPointMovesAndTheKeyIsFree() {
        // Given
        String user = aUser();
        times(BURST, () -> charge(user, address, null).statusCode(200));
        String key = UUID.randomUUID().toString();
        double counted = refused("charge", "user");
        // When
        ValidatableResponse refused = charge(user, address, key);
        // Then
        assertLimited(refused, BURST);
        assertThat(refused("charge", "user") - counted).isEqualTo(1);
        assertThat(api.points(user)).isEqualTo(BURST * 1000L);
        assertThat(database.ledgerSum(user)).isEqualTo(BURST * 1000L);
        assertThat(idempotencyKeys(key)).isZero();
        charge(aUser(), address, null).statusCode(200);
        clock.advance(Duration.ofSeconds(retryAfter(refused)));
        charge(user, address, key).statusCode(200);
        assertThat(api.points(user)).isEqualTo((BURST + 1) * 1000L);
    }

    @Test
    void givenManyWhoCharge_thenTheirAddressIsRefused_andNotAnother() {
        times(ADDRESS_BURST, () -> charge(aUser(), address, null).statusCode(200));
        assertLimited(charge(aUser(), address, null), ADDRESS_BURST);
        charge(aUser(), anAddress(), null).statusCode(200);
    }

    @Test
    void givenClientThatWritesTheHeaderItself_thenOnlyWhatTheProxyHasSeenCounts() {
        times(ADDRESS_BURST, () -> enter(aUser(), anAddress() + ", " + address).statusCode(201));
        enter(aUser(), anAddress() + ", " + address).statusCode(429);
    }

    @Test
    void givenPeerThatIsNoProxy_thenItsHeaderIsIgnored_andTheOperatorIsTold() throws IOException {
        // Given
        var told = new CopyOnWriteArrayList<LogRecord>();
        Logger log = Logger.getLogger(RequestLimits.class.getName());
        log.setFilter(record -> {
            told.add(record);
            return false;
        });
        try {
            for (int i = 0; i < ADDRESS_BURST; i++) {
                assertThat(enterFromAnotherPeer(aUser(), anAddress())).contains(" 201 ");
            }
            // When
            String first = enterFromAnotherPeer(aUser(), anAddress());
            String second = enterFromAnotherPeer(aUser(), anAddress());
            // Then
            assertThat(first).contains(" 429 ");
            assertThat(second).contains(" 429 ");
            assertThat(told).singleElement().satisfies(record -> assertThat(record.getMessage())
                    .contains("onsale.http.trusted-proxies"));
        } finally {
            log.setFilter(null);
        }
    }

    @Test
    void givenConcertsThatAreMadeUp_thenTheyHaveOneLimitTogether() {
        String user = aUser();
        for (String what : List.of("", "/challenge")) {
            List<Integer> statuses = IntStream.rangeClosed(0, BURST)
                    .mapToObj(i -> "/api/v1/queue/concerts/" + UUID.randomUUID() + "/users/" + user + what)
                    .map(path -> given().header("X-Forwarded-For", address)
                            .request(what.isEmpty() ? "POST" : "GET", path)
                            .statusCode())
                    .toList();
            assertThat(statuses).contains(429).containsAnyOf(404, 429).doesNotContain(201, 200);
        }
    }

    @Test
    void givenAddressThatIsExempt_thenOnlyItsUsersAreLimited() {
        times(3 * ADDRESS_BURST, () -> enter(aUser(), "192.0.2.7").statusCode(201));
        String user = aUser();
        times(BURST, () -> enter(user, "192.0.2.7").statusCode(201));
        assertLimited(enter(user, "192.0.2.7"), BURST);
    }

    @Test
    void givenRedisThatDoesNotAnswer_thenChargingIsNotLimited_andWorks() {
        // Given
        String user = aUser();
        times(BURST, () -> charge(user, address, null).statusCode(200));
        try (var outage = new ExpectedFailures(RedisScripts.class);
                var admission = new ExpectedFailures(AdmissionJob.class)) {
            redis.execute("CLIENT", "PAUSE", "4000", "ALL");
            // When
            times(BURST, () -> charge(user, address, null).statusCode(200));
            // Then
            assertThat(api.points(user)).isEqualTo(2 * BURST * 1000L);
            // Each try is by another user and address, since one that asks again and again would be limited for it.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> enter(aUser(), anAddress()).extract().statusCode() == 201);
        }
    }

    @Test
    void givenTwoInstances_thenTheyLetByNoMoreThanOne() {
        // Given
        var one = new RateLimits(config, buckets, clock);
        var other = new RateLimits(config, buckets, clock);
        UUID user = UUID.randomUUID();
        // When
        List<Boolean> passed = IntStream.range(0, 10)
                .mapToObj(i -> passes(i % 2 == 0 ? one : other, user))
                .toList();
        // Then
        assertThat(passed).startsWith(true, true, true).hasSize(10);
        assertThat(Collections.frequency(passed, true)).isEqualTo(BURST);
    }

    @Test
    void givenRefused_untilTheTimeTold_thenRedisIsNotAskedAgain() {
        // Given
        var asked = new AtomicInteger();
        var limits = new RateLimits(
                config,
                new TokenBuckets(null, config) {
                    @Override
                    public CompletableFuture<Outcome> take(LimitedAction action, UUID concert, List<Draw> draws) {
                        asked.incrementAndGet();
                        return buckets.take(action, concert, draws);
                    }
                },
                clock);
        UUID user = UUID.randomUUID();
        times(BURST + 1, () -> passes(limits, user));
        assertThat(asked).hasValue(BURST);
        // When
        times(1000, () -> passes(limits, user));
        // Then
        assertThat(asked).hasValue(BURST);
        clock.advance(Duration.ofSeconds(300));
        assertThat(passes(limits, user)).isTrue();
        assertThat(asked).hasValue(BURST + 1);
    }

    /** Takes a token through one of several instances. */
    private boolean passes(RateLimits instance, UUID user) {
        return !instance.take(LimitedAction.RESERVE, UUID.fromString(show.concert()), user, () -> Optional.of(address))
                .handle((passed, refusal) -> refusal)
                .thenApply(Objects::nonNull)
                .join();
    }

    private ValidatableResponse pollUntilRefused(String token) {
        for (int i = 0; i < 20 * BURST; i++) {
            ValidatableResponse answer = poll(token, address);
            if (answer.extract().statusCode() == 429) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    static void assertLimited(ValidatableResponse answer, int limit) {
        answer.statusCode(429)
                .contentType("application/problem+json")
                .body("code", equalTo("RATE_LIMITED"))
                .header("RateLimit-Limit", "" + limit)
                .header("RateLimit-Remaining", "0");
        assertThat(retryAfter(answer)).isBetween(1L, TOKEN.toSeconds() + 20);
        assertThat(answer.extract().header("RateLimit-Reset"))
                .isEqualTo(answer.extract().header("Retry-After"));
    }

    private static long retryAfter(ValidatableResponse answer) {
        return Long.parseLong(answer.extract().header("Retry-After"));
    }

    private double refused(String action, String by) {
        return metrics.get("onsale.rate.limited")
                .tag("action", action)
                .tag("by", by)
                .counter()
                .count();
    }

    private List<String> bucketsOf(String action) {
        return redis.key().keys("onsale:[{]" + show.concert() + "[}]:rate:" + action + ":*");
    }

    private boolean isInQueue(String user) {
        var keys = new ConcertKeys(UUID.fromString(show.concert()));
        var users = redis.sortedSet(String.class);
        return users.zscore(keys.active(), user).isPresent()
                || users.zscore(keys.waiting(), user).isPresent();
    }

    private long idempotencyKeys(String key) {
        return database.count("SELECT COUNT(*) FROM idempotency_key WHERE idempotency_key = '" + key + "'");
    }

    private String aUser() {
        return registerUser.register(Caller.TRUSTED).balance().userId().toString();
    }

    /** A token of a user who has entered from another address. */
    private String aToken() {
        return enter(aUser(), anAddress()).statusCode(201).extract().path("tokenId");
    }

    static String anAddress() {
        int i = ADDRESSES.incrementAndGet();
        return "203.0." + i / 250 + "." + i % 250;
    }

    private static RequestSpecification from(String forwardedFor) {
        return given().header("X-Forwarded-For", forwardedFor);
    }

    private ValidatableResponse enter(String user, String from) {
        return from(from)
                .post("/api/v1/queue/concerts/{c}/users/{u}", show.concert(), user)
                .then();
    }

    private ValidatableResponse poll(String token, String from) {
        return from(from)
                .auth()
                .oauth2(token)
                .get("/api/v1/queue/concerts/{c}", show.concert())
                .then();
    }

    private ValidatableResponse reserve(String token, String seat, String from, String key) {
        RequestSpecification request = from(from).auth().oauth2(token).contentType(ContentType.JSON);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.body(Map.of("concertId", show.concert(), "concertDateId", show.date()))
                .post("/api/v1/reservations/seats/{s}", seat)
                .then();
    }

    private ValidatableResponse charge(String user, String from, String key) {
        RequestSpecification request = from(from).contentType(ContentType.JSON);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.body(Map.of("point", 1000))
                .post("/api/v1/users/{u}/points", user)
                .then();
    }

    /** Enters from an address that is no trusted proxy. Returns the status line. */
    private String enterFromAnotherPeer(String user, String forwardedFor) throws IOException {
        try (var socket = new Socket(
                InetAddress.getByName("127.0.0.1"), RestAssured.port, InetAddress.getByName("127.0.0.2"), 0)) {
            String request = "POST /api/v1/queue/concerts/" + show.concert() + "/users/" + user + " HTTP/1.1\r\n"
                    + "Host: localhost\r\nX-Forwarded-For: " + forwardedFor
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElseThrow();
        }
    }

    private static void times(int count, Runnable action) {
        IntStream.range(0, count).forEach(i -> action.run());
    }

    private static void times(int count, IntConsumer action) {
        IntStream.range(0, count).forEach(action);
    }
}
