package io.onsale.platform.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.Warnings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that clients that announce a body and do not send it take nothing from others. */
@QuarkusTest
@TestProfile(UnfinishedBodiesTest.Small.class)
class UnfinishedBodiesTest {
    private static final int MAX_IN_FLIGHT = 4;
    private static final int MAX_UNFINISHED = 20;
    private static final String UNFINISHED =
            "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "onsale.http.max-in-flight",
                    "" + MAX_IN_FLIGHT,
                    "onsale.http.max-unfinished-bodies",
                    "" + MAX_UNFINISHED,
                    "onsale.http.body-within",
                    "12s");
        }
    }

    @TestHTTPResource
    URI server;

    @Inject
    MeterRegistry metrics;

    private final List<RawHttp> connections = new ArrayList<>();

    @Test
    void givenManyOfThem_othersAreServed() throws IOException {
        try (var warnings = new Warnings()) {
            // Given
            begin(3 * MAX_IN_FLIGHT);
            // When, then
            for (int i = 0; i < 20; i++) {
                given().contentType(ContentType.JSON)
                        .body("{}")
                        .post("/api/v1/concerts")
                        .then()
                        .statusCode(400);
                given().get("/api/v1/concerts").then().statusCode(200);
            }
            assertThat(metrics.get("onsale.http.in.flight").gauge().value()).isZero();
            assertThat(warnings.lines()).isEmpty();
        } finally {
            end();
        }
    }

    @Test
    void givenOneTooMany_theFirstIsGivenUp_andNobodyElse() throws IOException {
        try {
            // Given one that every loop knows to be the first
            begin(1);
            begin(MAX_UNFINISHED - 1);
            // When
            begin(1);
            // Then
            long begin = System.nanoTime();
            assertThat(connections.get(0).untilClosed()).startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
            RawHttp second = connections.get(1);
            second.send(" ".repeat(59_998) + "}");
            assertThat(second.line()).startsWith("HTTP/1.1 400 ");
        } finally {
            end();
        }
    }

    @Test
    void givenClientsThatAreGone_theirBodiesAreForgotten() throws IOException {
        begin(MAX_UNFINISHED);
        end();
        try {
            begin(MAX_UNFINISHED);
            for (RawHttp connection : connections) {
                connection.send(" ".repeat(59_998) + "}");
                assertThat(connection.line()).startsWith("HTTP/1.1 400 ");
            }
        } finally {
            end();
        }
    }

    private void begin(int bodies) throws IOException {
        for (int i = 0; i < bodies; i++) {
            var connection = new RawHttp(server);
            connections.add(connection);
            connection.send(UNFINISHED);
        }
        awaitLoops();
    }

    /**
     * Waits until each loop has read what was sent and seen what was closed, since each answers a later request only
     * then.
     */
    private void awaitLoops() throws IOException {
        for (int i = 0; i < 16; i++) {
            assertThat(RawHttp.exchange(server, "GET /nothing HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    private void end() throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
        connections.clear();
        awaitLoops();
    }
}
