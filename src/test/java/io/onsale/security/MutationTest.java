package io.onsale.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand random changes to valid tokens and valid requests: none is answered with 5xx, except 503 when
 * there is too much to do, and no changed token opens anything. The seed is another each time; {@code
 * -Donsale.mutations.seed} repeats one, {@code -Donsale.mutations} is how many.
 */
@QuarkusTest
@TestProfile(WithUserTokens.class)
class MutationTest {
    private static final Logger LOG = Logger.getLogger(MutationTest.class);
    private static final int ALL = Integer.getInteger("onsale.mutations", 100_000);
    private static final int OF_EACH_TOKEN = ALL * 35 / 100;
    private static final int OF_REQUESTS = ALL - 2 * OF_EACH_TOKEN;
    private static final int AT_ONCE = 32;

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO");
    private static final List<String> PAGES = List.of("-1", "99999999999", "x", "", "%00", "1&page=2");
    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json;charset=utf-16",
            "x",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "*/*");
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Encoding",
            "Idempotency-Key",
            "If-None-Match",
            "If-Match",
            "Range",
            "Cookie",
            "X-Forwarded-For",
            "X-HTTP-Method-Override",
            "Origin",
            "Accept-Language",
            "If-Modified-Since",
            "Proof-Of-Work");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Sent(
            String method, String path, String token, String type, String body, Map<String, String> headers) {
        Sent method(String other) {
            return new Sent(other, path, token, type, body, headers);
        }

        Sent path(String other) {
            return new Sent(method, other, token, type, body, headers);
        }

        Sent token(String other) {
            return new Sent(method, path, other, type, body, headers);
        }

        Sent body(String otherType, String other) {
            return new Sent(method, path, token, otherType, other, headers);
        }

        Sent headers(Map<String, String> others) {
            return new Sent(method, path, token, type, body, others);
        }
    }

    private final long seed =
            Optional.ofNullable(Long.getLong("onsale.mutations.seed")).orElseGet(System::nanoTime);
    private final Mutations mutations = new Mutations(new Random(seed));
    private final BookingApi api = new BookingApi(new UserTokens());
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger overloads = new AtomicInteger();

    private Show show;
    private Buyer victim;
    private Buyer attacker;
    private String held;

    @BeforeEach
    void aBuyerWithSomethingToLose() {
        LOG.infof("Mutations with seed %d", seed);
        show = api.aShow();
        victim = api.aBuyer(show, 100_000);
        attacker = api.aBuyer(show, 100_000);
        held = api.reserved(show, victim, show.seats().get(0));
    }

    @Test
    void givenChangedUserTokens_whenActing_thenNoneIsAccepted() throws Exception {
        // Given
        String token = UserTokens.of(victim.user(), "user");
        String other = UserTokens.of(attacker.user(), "user");
        List<Sent> requests = List.of(
                get("/users/" + victim.user() + "/points"),
                post("/users/" + victim.user() + "/points", Map.of("point", 1)),
                post("/queue/concerts/" + show.concert() + "/users/" + victim.user(), null),
                get("/admin/audit-log"),
                post("/concerts", Map.of("title", "Stolen", "artist", "Nobody")));
        // When
        for (int sent = 0; sent < OF_EACH_TOKEN; ) {
            Sent request = mutations.anyOf(requests);
            String mutated = mutations.token(token, other);
            sent += send(
                    request.token(mutated),
                    (asked, status) -> isRefused(status)
                            || !asked.path().contains("/admin")
                                    && !asked.path().endsWith("/concerts")
                                    && Mutations.saysTheSame(mutated, token));
        }
        // Then
        noFaults();
    }

    @Test
    void givenChangedQueueTokens_whenActing_thenNoneIsAccepted() throws Exception {
        // Given
        List<Sent> requests = List.of(
                get("/queue/concerts/" + show.concert()),
                get("/reservations/" + held),
                post("/reservations/seats/" + show.seats().get(1), order()),
                post("/payments/" + held, null),
                new Sent("DELETE", path("/reservations/" + held), null, null, null, Map.of()),
                new Sent("DELETE", path("/queue/concerts/" + show.concert()), null, null, null, Map.of()));
        // When
        for (int sent = 0; sent < OF_EACH_TOKEN; ) {
            Sent request = mutations.anyOf(requests);
            String mutated = mutations.token(victim.token(), attacker.token());
            if (!mutated.equals(victim.token())) {
                sent += send(request.token(mutated), (asked, status) -> isRefused(status));
            }
        }
        // Then
        noFaults();
        assertThat(api.reservation(victim, held).text("status")).isEqualTo("PENDING");
        assertThat(api.points(victim.user())).isEqualTo(100_000);
    }

    /** The requests bring valid tokens, among them those of an attacker for things of the victim. */
    @Test
    void givenChangedRequests_whenSent_thenTheyAreAnsweredAndWhatIsTheVictimsStays() throws Exception {
        // Given
        String user = UserTokens.of(attacker.user(), "user");
        String operator = new UserTokens().ofOperator();
        Instant day = Instant.now().plus(Duration.ofDays(90));
        List<Sent> requests = List.of(
                get("/concerts?page=0&size=10"),
                get("/concerts/" + show.concert() + "/dates/" + show.date() + "/seats?status=all"),
                get("/concerts/rankings/sold-out?limit=10"),
                get("/users/" + attacker.user() + "/points/history?page=0&size=5")
                        .token(user),
                get("/users/" + victim.user() + "/points").token(user),
                post("/users/" + victim.user() + "/points", Map.of("point", 1_000))
                        .token(user),
                post("/users/" + attacker.user() + "/points", Map.of("point", 1))
                        .token(user),
                post("/queue/concerts/" + show.concert() + "/users/" + attacker.user(), null)
                        .token(user),
                get("/queue/concerts/" + show.concert()).token(attacker.token()),
                post("/reservations/seats/" + show.seats().get(2), order()).token(attacker.token()),
                post(
                                "/reservations",
                                Map.of(
                                        "concertId",
                                        show.concert(),
                                        "concertDateId",
                                        show.date(),
                                        "seatIds",
                                        show.seats().subList(3, 5)))
                        .token(attacker.token()),
                post("/payments/" + held, null).token(attacker.token()),
                new Sent("DELETE", path("/reservations/" + held), attacker.token(), null, null, Map.of()),
                post("/concerts", Map.of("title", "New", "artist", "Somebody", "openTime", day.toString()))
                        .token(operator),
                post(
                                "/concerts/" + show.concert() + "/dates",
                                Map.of("date", day.toString(), "deadline", day.toString()))
                        .token(operator),
                get("/admin/dead-letters?status=DEAD&page=0").token(operator),
                get("/admin/audit-log?page=0&size=3").token(operator));
        // When
        for (int sent = 0; sent < OF_REQUESTS; ) {
            sent += send(mutated(mutations.anyOf(requests)), (asked, status) -> true);
        }
        // Then
        noFaults();
        assertThat(api.reservation(victim, held).text("status")).isEqualTo("PENDING");
        assertThat(api.points(victim.user())).isEqualTo(100_000);
        assertThat(api.turn(show, victim).text("status")).isEqualTo("ACTIVE");
    }

    private Sent mutated(Sent sent) {
        Sent changed = mutatedOnce(sent);
        return mutations.oneIn(3) ? mutatedOnce(changed) : changed;
    }

    private Sent mutatedOnce(Sent sent) {
        return switch (mutations.below(6)) {
            case 0 -> sent.method(mutations.anyOf(METHODS));
            case 1 -> sent.path(mutatedPath(sent.path()));
            case 2 ->
                sent.path(sent.path() + (sent.path().contains("?") ? "&" : "?") + "page=" + mutations.anyOf(PAGES));
            case 3 ->
                sent.body() == null
                        ? sent.body("application/json", mutations.text("{}"))
                        : sent.body(sent.type(), mutations.json(sent.body()));
            case 4 -> sent.body(mutations.anyOf(TYPES), sent.body() == null ? "x" : sent.body());
            default -> sent.headers(Map.of(mutations.anyOf(HEADERS), mutations.text("*/*;q=0.1")));
        };
    }

    private String mutatedPath(String path) {
        String changed = mutations.oneIn(2)
                ? mutations.text(path)
                : path.replaceFirst(
                        "/[^/]*$",
                        mutations.anyOf(List.of(
                                "",
                                "/",
                                "//",
                                "/..",
                                "/%2e%2e/admin",
                                "/%00",
                                "/%ff",
                                "/;a=b",
                                "/%2F",
                                "/" + "a".repeat(1_500),
                                "/%F0%9F%8E%AB",
                                "/00000000-0000-0000-0000-000000000000")));
        return changed.startsWith("/") ? changed : "/" + changed;
    }

    private static boolean isRefused(int status) {
        return status == 401 || status == 403;
    }

    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** @return the number of requests that were sent: a change that cannot be written as HTTP is not */
    private int send(Sent sent, BiPredicate<Sent, Integer> isRight) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(sent);
        } catch (IllegalArgumentException e) {
            return 0;
        }
        permits.acquire();
        answer(request).whenComplete((answer, failure) -> {
            try {
                if (failure != null) {
                    faults.add(sent + " failed: " + failure);
                } else if (isOverload(answer)) {
                    overloads.incrementAndGet();
                } else if (answer.statusCode() >= 500
                        || !isRight.test(sent, answer.statusCode())
                        || isNoProblem(sent, answer)) {
                    faults.add(sent + " was answered " + answer.statusCode() + " " + answer.body());
                }
            } catch (RuntimeException e) {
                faults.add(sent + " could not be judged: " + e);
            } finally {
                permits.release();
            }
        });
        return 1;
    }

    /** Repeats a request where the server has closed a connection that the client was about to use again. */
    private static CompletableFuture<HttpResponse<String>> answer(HttpRequest request) {
        return HTTP.sendAsync(request, BodyHandlers.ofString())
                .exceptionallyCompose(closed -> HTTP.sendAsync(request, BodyHandlers.ofString()));
    }

    /** Whether this is the one 5xx that is allowed, on a machine that is busy with this test. */
    private static boolean isOverload(HttpResponse<String> answer) {
        return answer.statusCode() == 503
                && answer.headers().firstValue("Retry-After").isPresent();
    }

    private static boolean isNoProblem(Sent sent, HttpResponse<String> answer) {
        return answer.statusCode() >= 400
                && sent.path().startsWith("/api/")
                && !sent.method().equals("HEAD")
                && !answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }

    private static HttpRequest request(Sent sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + sent.path()))
                .timeout(Duration.ofSeconds(30))
                .method(
                        sent.method(),
                        sent.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(sent.body()));
        if (sent.token() != null) {
            request.setHeader("Authorization", "Bearer " + sent.token());
        }
        if (sent.type() != null) {
            request.setHeader("Content-Type", sent.type());
        }
        sent.headers().forEach(request::setHeader);
        return request.build();
    }

    private void noFaults() throws InterruptedException {
        permits.acquire(AT_ONCE);
        permits.release(AT_ONCE);
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(overloads).as("seed %d", seed).hasValueLessThan(ALL / 100);
    }

    private Object order() {
        return Map.of("concertId", show.concert(), "concertDateId", show.date());
    }

    private static Sent get(String path) {
        return new Sent("GET", path(path), null, null, null, Map.of());
    }

    private static Sent post(String path, Object body) {
        try {
            return body == null
                    ? new Sent("POST", path(path), null, null, null, Map.of())
                    : new Sent("POST", path(path), null, "application/json", JSON.writeValueAsString(body), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(String path) {
        return "/api/v1" + path;
    }
}
