package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a client that sends slowly or not at all does not keep its connection for long. */
@QuarkusTest
@TestProfile(SlowClientsTest.Impatient.class)
class SlowClientsTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.idle-timeout", "2s", "onsale.http.body-within", "1s");
        }
    }

    @TestHTTPResource
    URI server;

    @Test
    void givenNothingSent_connectionIsClosed() throws IOException {
        try (var connection = new RawHttp(server)) {
            assertThat(connection.untilClosed()).isEmpty();
        }
    }

    @Test
    void givenNothingSentAfterAnAnswer_connectionIsClosed() throws IOException {
        assertThat(RawHttp.exchange(server, "GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nX-Slow: ", "GET / HTTP/1.1\r\nHost: onsale\r\nX"})
    void givenHeaderByteByByte_connectionIsClosed(String begun) throws IOException {
        try (var connection = new RawHttp(server)) {
            connection.send(begun);
            assertThat(connection.drip('a', SHORT)).isEmpty();
        }
    }

    /** Each byte of a frame would count as activity; the frame begun here has 16 KiB. */
    @Test
    void givenFrameOfHttp2ByteByByte_connectionIsClosed() throws IOException {
        try (var connection = new RawHttp(server)) {
            connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\u0040\0\u0004\0\0\0\0\0");
            assertThat(connection.drip('a', SHORT)).doesNotStartWith("HTTP/1.1 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/concerts", "/api/v1/admin/dead-letters/replay", "/nothing", "/q/swagger-ui/"})
    void givenBodyByteByByte_itIsRefusedAndConnectionIsClosed(String path) throws IOException {
        try (var warnings = new Warnings();
                var connection = new RawHttp(server)) {
            connection.send("POST " + path
                    + " HTTP/1.1\r\nHost: onsale\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{");
            assertThat(connection.drip(' ', SHORT))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                    .contains("\"code\":\"REQUEST_TIMEOUT\"");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenChunksWithoutEnd_requestIsRefusedAndConnectionIsClosed() throws IOException {
        try (var connection = new RawHttp(server)) {
            connection.send(
                    "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n");
            assertThat(connection.drip(' ', SHORT)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void givenBodyThatIsRefusedAndStillDrips_connectionIsClosed() throws IOException {
        try (var connection = new RawHttp(server)) {
            connection.send("POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(connection.drip(' ', SHORT)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void givenBodyInTime_connectionStaysForTheNext() throws IOException {
        String request =
                "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
        try (var connection = new RawHttp(server)) {
            connection.send(request + "{}" + request + "{}");
            assertThat(connection.untilClosed().split("HTTP/1.1 400 ", -1)).hasSize(3);
        }
    }
}
