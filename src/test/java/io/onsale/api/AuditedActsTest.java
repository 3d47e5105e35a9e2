package io.onsale.api;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What operators change is written down, once each. (That nothing is when they are refused, {@link BadInputTest} sees of every mistake.) */
@QuarkusTest
class AuditedActsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All changing operations but these are an operator's. */
    private static final Set<String> OF_BUYERS = Set.of(
            "POST /users",
            "POST /queue/concerts/{concertId}/users/{userId}",
            "DELETE /queue/concerts/{concertId}",
            "POST /reservations",
            "POST /reservations/seats/{seatId}",
            "DELETE /reservations/{reservationId}",
            "POST /payments/{reservationId}");

    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    Clock clock;

    private Show show;

    /**
     * An operation done rightly, and the entry that must come of it.
     *
     * @param target with {@code *} for what the service has chosen
     */
    private record Act(
            String operation, Supplier<Answer> call, String action, String target, String before, String after) {}

    @BeforeEach
    void prepare() {
        show = api.aShow();
        api.call("POST", "/admin/dead-letters/replay?topic=reservation.created", null, null);
    }

    @Test
    void givenOpenApiDocument_whenComparedWithTheActs_thenEveryChangeOfAnOperatorIsThere() {
        // Given
        Map<String, Map<String, Object>> paths =
                given().get("/q/openapi?format=json").jsonPath().getMap("paths");
        // When
        Set<String> changing = paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .filter(Set.of("post", "put", "patch", "delete")::contains)
                        .map(method -> method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().substring("/api/v1".length())))
                .collect(toSet());
        // Then
        assertThat(changing).containsAll(OF_BUYERS);
        changing.removeAll(OF_BUYERS);
        assertThat(acts()).extracting(Act::operation).containsExactlyInAnyOrderElementsOf(changing);
    }

    @TestFactory
    Stream<DynamicTest> givenOperator_whenChanging_thenOneEntryOfWhoWhatWhenBeforeAndAfter() {
        return acts().stream().map(act -> dynamicTest(act.operation, () -> check(act)));
    }

    private void check(Act act) throws JsonProcessingException {
        // Given
        int entries = entries().path("total").asInt();
        Instant begin = clock.instant();
        // When
        Answer done = act.call.get();
        // Then
        assertThat(done.status()).as("%s", done.body()).isBetween(200, 299);
        JsonNode page = entries();
        assertThat(page.path("total").asInt()).isEqualTo(entries + 1);
        JsonNode entry = page.path("items").path(0);
        assertThat(entry.path("actor").asText()).isNotEmpty();
        assertThat(entry.path("action").asText()).isEqualTo(act.action);
        assertThat(entry.path("target").asText()).matches(act.target.replace("*", "[0-9a-f-]{36}"));
        assertThat(Instant.parse(entry.path("at").asText()))
                .isBetween(begin.minusMillis(1), clock.instant().plusMillis(1));
        assertThat(entry.at("/detail/before")).isEqualTo(JSON.readTree(act.before));
        assertThat(entry.at("/detail/after")).isEqualTo(JSON.readTree(act.after));
    }

    private List<Act> acts() {
        String concert = "/concerts/" + show.concert();
        String queue = "concerts/" + show.concert() + "/queue";
        String account = "users/" + api.aUser(2_000) + "/points";
        String before =
                "{\"maxActive\":500,\"admitPerSecond\":null,\"claimSeconds\":20,\"activeSeconds\":300,\"paused\":false,\"proofOfWorkBits\":0,\"firstHoldSeconds\":300,\"unpaidHolds\":3,\"releaseSpread\":0,\"entryOpensAt\":null}";
        String after =
                "{\"maxActive\":7,\"admitPerSecond\":3,\"claimSeconds\":30,\"activeSeconds\":60,\"paused\":true,\"proofOfWorkBits\":8,\"firstHoldSeconds\":30,\"unpaidHolds\":5,\"releaseSpread\":20,\"entryOpensAt\":\"2030-01-01T00:00:00Z\"}";
        Map<String, Object> announced = Map.of("title", "A", "artist", "B", "openTime", "2030-01-01T00:00:00Z");
        String day = clock.instant()
                .plus(Duration.ofDays(60))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Map<String, Object> scheduled = Map.of("date", day, "deadline", day);
        Map<String, Object> demo =
                Map.of("concerts", 0, "datesPerConcert", 1, "seatsPerDate", 1, "richUsers", 2, "poorUsers", 1);
        return List.of(
                new Act(
                        "POST /concerts",
                        () -> api.call("POST", "/concerts", null, announced),
                        "CONCERT_ANNOUNCED",
                        "concerts/*",
                        "{}",
                        json(announced)),
                new Act(
                        "POST /concerts/{concertId}/dates",
                        () -> api.call("POST", concert + "/dates", null, scheduled),
                        "DATE_SCHEDULED",
                        "concerts/" + show.concert() + "/dates/*",
                        "{}",
                        json(Map.of("date", day, "deadline", day, "seatCount", 50))),
                new Act(
                        "PUT /admin/concerts/{concertId}/queue",
                        () -> api.call("PUT", "/admin/" + queue, null, tree(after)),
                        "QUEUE_CHANGED",
                        queue,
                        before,
                        after),
                new Act(
                        "POST /users/{userId}/points",
                        () -> api.call("POST", "/" + account, null, Map.of("point", 3_000, "reference", account)),
                        "POINTS_CHARGED",
                        account,
                        "{\"amount\":2000}",
                        json(Map.of("amount", 5_000, "reference", account))),
                deadLetter("POST", "/{deadLetterId}/replay", "REPLAYED"),
                deadLetter("DELETE", "/{deadLetterId}", "DISCARDED"),
                new Act(
                        "POST /admin/dead-letters/replay",
                        () -> {
                            aDeadLetter();
                            return api.call("POST", "/admin/dead-letters/replay?topic=reservation.created", null, null);
                        },
                        "DEAD_LETTER_REPLAYED",
                        "dead-letters/*",
                        "{\"status\":\"DEAD\"}",
                        "{\"status\":\"REPLAYED\"}"),
                new Act(
                        "POST /admin/demo-data",
                        () -> api.call("POST", "/admin/demo-data", null, demo),
                        "DEMO_DATA_MADE",
                        "demo-data",
                        "{}",
                        json(demo)));
    }

    private Act deadLetter(String method, String path, String status) {
        return new Act(
                method + " /admin/dead-letters" + path,
                () -> api.call(
                        method, "/admin/dead-letters" + path.replace("{deadLetterId}", aDeadLetter()), null, null),
                "DEAD_LETTER_" + status,
                "dead-letters/*",
                "{\"status\":\"DEAD\"}",
                "{\"status\":\"" + status + "\"}");
    }

    private String aDeadLetter() {
        return database.aDeadLetter("compensation");
    }

    private JsonNode entries() {
        return api.call("GET", "/admin/audit-log?size=1", null, null).body();
    }

    private static String json(Object value) {
        return tree(value).toString();
    }

    private static JsonNode tree(Object value) {
        try {
            return value instanceof String text ? JSON.readTree(text) : JSON.valueToTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
