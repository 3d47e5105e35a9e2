package io.onsale.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.onsale.SettableClock;
import io.onsale.api.Operation.Call;
import io.onsale.api.Operation.Mistake;
import io.onsale.booking.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each operation of the API, asked wrongly in each way there is: the answer is a problem document of the 4xx family that says what is
 * wrong, and nothing has changed. The operations are those of the OpenAPI document, so that a new one needs its rows here; and every
 * problem code that the document promises must be seen.
 */
@QuarkusTest
class BadInputTest {
    private static final Duration LATER = Duration.ofDays(40);
    /** Not mistakes of one request: races, attempts that count, too many of them, what is switched off. Other tests are about them. */
    private static final Set<String> NOT_BY_BAD_INPUT =
            Set.of("REQUEST_IN_PROGRESS", "RESERVATION_BUSY", "INSUFFICIENT_POINTS", "NOT_FOUND", "RATE_LIMITED");
    /** Of user tokens, which nobody asks for here: see AccessTest and UserTokenTest. */
    private static final Set<String> OF_USER_TOKENS = Set.of(
            "CREDENTIALS_MISSING",
            "USER_TOKEN_INVALID",
            "ROLE_MISSING",
            "NOT_YOUR_ACCOUNT",
            "SUBJECT_IS_NO_USER",
            "CHARGING_CLOSED",
            "CHARGE_REFERENCE_MISSING");
    /** What HTTP refuses wherever it is asked. */
    private static final Set<String> EVERYWHERE =
            Set.of("PAYLOAD_TOO_LARGE", "METHOD_NOT_ALLOWED", "UNSUPPORTED_MEDIA_TYPE", "DUPLICATE_HEADER");

    @Inject
    SettableClock clock;

    @Inject
    Fingerprint fingerprint;

    @Inject
    Database database;

    private Mistakes table;

    @BeforeEach
    void prepare() {
        table = new Mistakes(database);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @TestFactory
    Stream<DynamicContainer> givenMistake_whenCalling_thenProblemAndNothingChanged() {
        return table.operations().stream()
                .map(operation -> dynamicContainer(operation.name(), tests(operation.mistakes())));
    }

    @TestFactory
    Stream<DynamicContainer> givenTimeHasPassed_whenCalling_thenProblemAndNothingChanged() {
        // Given
        List<Operation> operations = table.operations();
        clock.advance(LATER);
        whatTimeDoesIsDone();
        return operations.stream()
                .filter(operation -> !operation.mistakesWhenLate().isEmpty())
                .map(operation -> dynamicContainer(operation.name(), tests(operation.mistakesWhenLate())));
    }

    @Test
    void givenOpenApiDocument_whenComparedWithTheTable_thenEachOperationIsThereWithAllItsCodes() {
        // Given
        Map<String, Set<String>> promised = promisedCodes();
        // When
        Map<String, Set<String>> seen = new TreeMap<>();
        for (Operation operation : table.operations()) {
            seen.put(operation.name(), codes(operation));
        }
        // Then
        assertThat(seen).isEqualTo(promised);
    }

    private Stream<DynamicTest> tests(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> dynamicTest(
                        mistake.kind() + ": " + mistake.status() + " " + mistake.code(), () -> check(mistake)));
    }

    private void check(Mistake mistake) throws SQLException {
        // Given
        Map<String, String> before = fingerprint.of(table.concerts(), table.users());
        // When
        ValidatableResponse answer = send(mistake.call());
        // Then
        answer.statusCode(mistake.status())
                .contentType("application/problem+json")
                .body("code", equalTo(mistake.code()))
                .body("status", equalTo(mistake.status()))
                .body("type", startsWith("urn:onsale:problem:"));
        if (mistake.field() != null) {
            answer.body("errors.field", hasItem(startsWith(mistake.field())));
        }
        if (mistake.status() == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        assertThat(fingerprint.of(table.concerts(), table.users())).isEqualTo(before);
    }

    private static ValidatableResponse send(Call call) {
        RequestSpecification request = given().urlEncodingEnabled(false)
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)));
        call.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        if (call.token() != null) {
            request.header("Authorization", "Bearer " + call.token());
        }
        if (call.type() != null) {
            request.contentType(call.type());
        }
        if (call.body() != null) {
            request.body(call.body());
        }
        String path = call.path();
        for (var id : call.ids().entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return request.request(call.method(), path).then();
    }

    /** Holds that have ended are released and slots that have ended are given on: once that is so, only a call changes anything. */
    private void whatTimeDoesIsDone() {
        var last = new ArrayList<Map<String, String>>();
        await().pollInterval(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    last.add(fingerprint.of(table.concerts(), table.users()));
                    int n = last.size();
                    return n >= 4
                            && last.get(n - 1).equals(last.get(n - 2))
                            && last.get(n - 2).equals(last.get(n - 3));
                });
    }

    private static Set<String> codes(Operation operation) {
        var codes = Stream.concat(operation.mistakes().stream(), operation.mistakesWhenLate().stream())
                .map(Mistake::code)
                .collect(Collectors.toCollection(TreeSet::new));
        codes.removeAll(EVERYWHERE);
        return codes;
    }

    /** By operation, what its 4xx answers are said to be. */
    private static Map<String, Set<String>> promisedCodes() {
        Map<String, Set<String>> promised = ApiDocument.read().refusals(status -> status < 500);
        for (Set<String> codes : promised.values()) {
            codes.removeAll(NOT_BY_BAD_INPUT);
            if (codes.contains("USER_TOKEN_INVALID")) {
                codes.removeAll(OF_USER_TOKENS);
            }
        }
        return promised;
    }
}
