package io.onsale;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import io.onsale.embedded.FreePorts;
import io.onsale.platform.web.Framing;
import io.onsale.platform.web.RawHttp;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the packaged application as it goes to production: the jar, or after {@code -Dnative} the executable. */
@QuarkusIntegrationTest
@WithTestResource(PackagedIT.ManagementPort.class)
class PackagedIT {
    private final BookingApi api = new BookingApi();
    private int managementPort;

    /** A management port that nobody else listens on. */
    public static final class ManagementPort implements QuarkusTestResourceLifecycleManager {
        private final int port = FreePorts.take(1).get(0);

        @Override
        public Map<String, String> start() {
            return Map.of("quarkus.management.port", "" + port);
        }

        @Override
        public void inject(Object test) {
            ((PackagedIT) test).managementPort = port;
        }

        @Override
        public void stop() {}
    }

    @Test
    void isReady() {
        given().port(managementPort).get("/q/health/ready").then().statusCode(200);
        given().port(managementPort)
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("onsale_http_in_flight"));
    }

    /** The health check of the container image asks in this way. */
    @Test
    void saysToItsContainerWhetherItIsReady() {
        assertThat(healthOn(managementPort)).isEqualTo(new Instance.Ended(0, "", ""));
        Instance.Ended nobody = healthOn(FreePorts.take(1).get(0));
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("refused");
    }

    private static Instance.Ended healthOn(int port) {
        return Instance.run("health", Map.of("quarkus.management.port", "" + port), "--health");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void tellsOperatorsAloneHowItIs(String path) {
        get(path).then().statusCode(404).contentType("application/problem+json").body("code", equalTo("NOT_FOUND"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Framing.MISTAKES)
    void refusesWhatIsNoHttpOnEitherPort(String kind, int status, String request) throws IOException {
        // A health answer does not wait for its request's body, so that mistakes in bodies are sent to the main port
        // only.
        List<Integer> ports =
                request.startsWith("POST!") ? List.of(RestAssured.port) : List.of(RestAssured.port, managementPort);
        for (int port : ports) {
            String answer = RawHttp.exchange(URI.create("http://localhost:" + port), Framing.bytes(request));
            Framing.assertRefused(answer, status);
        }
    }

    @Test
    void tellsEverybodyWhatItsApiIs() {
        get("/q/openapi").then().statusCode(200).body(containsString("application/problem+json"));
        get("/q/swagger-ui/").then().statusCode(200);
        given().port(managementPort).get("/q/openapi").then().statusCode(404);
    }

    @Test
    void sellsASeatAndTakesItBack() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 100_000);
        // When
        Answer held = api.order(show, buyer, show.seats().subList(0, 2), "Idempotency-Key", "order");
        String reservation = held.text("reservationId");
        Answer paid = api.pay(buyer, reservation, "Idempotency-Key", "pay");
        // Then
        assertThat(held.status()).isEqualTo(201);
        assertThat(paid.status()).as("%s", paid.body()).isEqualTo(200);
        assertThat(api.pay(buyer, reservation, "Idempotency-Key", "pay")).isEqualTo(paid);
        assertThat(api.reservation(buyer, reservation).text("status")).isEqualTo("SUCCESS");
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(1)).code())
                .isEqualTo("SEAT_TAKEN");
        assertThat(api.turn(show, buyer).code()).isEqualTo("QUEUE_TOKEN_ENDED");
        assertThat(api.cancel(buyer, reservation).text("status")).isEqualTo("CANCELLED");
        assertThat(api.history(buyer.user())).hasSize(3);
        assertThat(api.points(buyer.user())).isEqualTo(100_000);
    }

    @Test
    void declinesAndWaitsAndRefuses() {
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer poor = api.aBuyer(show, 0);
        Buyer waiter = api.aBuyer(show, 0);
        assertThat(api.turn(show, waiter).text("status")).isEqualTo("WAITING");
        assertThat(api.pay(poor, api.reserved(show, poor, show.seats().get(0))).status())
                .isEqualTo(402);
        assertThat(api.call("POST", "/concerts", null, List.of()).status()).isEqualTo(400);
        assertThat(api.call("POST", "/concerts", null, Map.of("title", ""))
                        .body()
                        .path("errors"))
                .hasSize(2);
        assertThat(api.call("GET", "/concerts/rankings/sold-out", null, null).status())
                .isEqualTo(200);
    }

    @Test
    void hasDemoDataThatKeepsTheInvariants() {
        Answer made = api.call(
                "POST",
                "/admin/demo-data",
                null,
                Map.of("concerts", 1, "datesPerConcert", 1, "seatsPerDate", 100, "richUsers", 5, "poorUsers", 5));
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        Answer checked = api.call("GET", "/admin/invariants", null, null);
        assertThat(checked.body().path("holds").asBoolean())
                .as("%s", checked.body())
                .isTrue();
    }
}
