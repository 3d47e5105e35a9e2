package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of requests that a proxy may think end elsewhere, or are for another host: the bytes that follow must not
 * become a request.
 */
@QuarkusTest
class RequestSmugglingTest {
    private static final String CHUNKED =
            "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    private static final String HIDDEN =
            "GET /api/v1/concerts?hidden HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n";

    @TestHTTPResource
    URI server;

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHUNKED + "\r\n2;a=\"\r\n{}\r\n0\r\n\r\n",
                CHUNKED + "\r\n2;a=\"\n{}\r\n0\r\n\r\n",
                CHUNKED + "\r\n2;a\r{}\r\n0\r\n\r\n",
                CHUNKED + "\r\n2;a\n{}\r\n0\r\n\r\n",
                CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n",
                CHUNKED + "Content-Length: 0\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nHost: elsewhere\r\n\r\n",
                "GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nHost: onsale\r\n\r\n",
            })
    void givenTwoReadings_whenSent_then400_andWhatFollowsIsNotRead(String request) throws IOException {
        try (var warnings = new Warnings()) {
            // When
            String answers = RawHttp.exchange(server, request + HIDDEN);
            // Then
            assertThat(answers).matches("(?s)HTTP/1\\.[01] 400 .*").doesNotContain("HTTP/1.1 200");
            assertThat(warnings.lines()).isEmpty();
        }
    }
}
