package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of messages that are no HTTP, or whose end cannot be told: they are refused with a problem document and without
 * a line in the log.
 */
@QuarkusTest
class FramingTest {
    private static final String GOOD = "GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\n\r\n";
    private static final String LAST = GOOD.replace("Host", "Connection: close\r\nHost");
    private static final String BAD_LINE = "GET /%zz HTTP/1.1\r\nHost: onsale\r\n\r\n";
    private static final String BAD_BODY = Framing.bytes("POST!zz~{}~0~~");

    @TestHTTPResource
    URI server;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Framing.MISTAKES)
    void givenMistake_whenSent_thenProblemAndTheConnectionIsClosed(String kind, int status, String request)
            throws IOException {
        try (var warnings = new Warnings()) {
            // When
            String answer = exchange(Framing.bytes(request));
            // Then
            Framing.assertRefused(answer, status);
            assertThat(exchange(LAST)).startsWith("HTTP/1.1 200 ");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    /** Proxies send whole URLs, and old clients HTTP/1.0 without a host; a folded header is one with spaces. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://onsale/api/v1/concerts HTTP/1.1~Host: onsale~Connection: close~~",
                "GET /api/v1/concerts HTTP/1.0~~",
                "~~GET /api/v1/concerts HTTP/1.1~Host: onsale:80~Connection: close~~",
                "GET /api/v1/concerts?page=0&a[]=%5B HTTP/1.1~Host: [::1]:80~Connection: close~~",
                "GET /api/v1/concerts HTTP/1.1~Host: onsale~X-A: a~_b~Connection: close~~",
                "GET /api/v1/concerts HTTP/1.1~Host: onsale~Connection: close~Transfer-Encoding: Chunked~~2;a=\"b\"~{}~0~X: y~~"
            })
    void givenUnusualRequest_whenSent_thenItIsAnswered(String request) throws IOException {
        assertThat(exchange(Framing.bytes(request))).matches("(?s)HTTP/1\\.[01] 200 .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {BAD_LINE, "zz"})
    void givenGoodRequestsBeforeABadOne_whenPipelined_thenAllHaveTheirAnswersInTurn(String bad) throws IOException {
        // Given
        String slow =
                "GET /api/v1/admin/audit-log HTTP/1.1\r\nHost: onsale\r\n\r\n"; // this request runs on another thread
        String last = bad.equals(BAD_LINE) ? BAD_LINE : BAD_BODY;
        try (var warnings = new Warnings()) {
            // When
            String answers = exchange(slow + GOOD + slow + last + GOOD);
            // Then
            assertThat(answers.split("HTTP/1.1 ")).hasSize(5);
            assertThat(answers)
                    .matches(
                            "(?s)HTTP/1.1 200 .*HTTP/1.1 200 .*HTTP/1.1 200 .*HTTP/1.1 400 .*\"code\":\"BAD_REQUEST\".*");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenLastRequest_whenMoreFollows_thenItIsNotAnswered() throws IOException {
        assertThat(exchange(LAST + BAD_LINE).split("HTTP/1.1 ")).hasSize(2);
    }

    @Test
    void givenAnswerThatDidNotWaitForTheBody_whenItTurnsOutBad_thenThereIsNoOther() throws IOException {
        String unwanted = BAD_BODY.replace("/api/v1/concerts", "/nothing").replace("zz\r\n", "2\r\n{}\r\nzz\r\n");
        assertThat(exchange(unwanted).split("HTTP/1.1 ")).hasSize(2);
    }

    @Test
    void givenBadHead_whenSent_thenNoBody() throws IOException {
        assertThat(exchange(BAD_LINE.replace("GET", "HEAD")))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\n");
    }

    /** The answer must not be lost together with the bytes that were not read. */
    @Test
    void givenMuchMoreThanIsRead_whenRefused_thenTheAnswerArrives() throws IOException {
        String header = "X-Many: " + "a".repeat(1_000) + "\r\n";
        Framing.assertRefused(exchange(GOOD.replace("\r\n\r\n", "\r\n" + header.repeat(1_000) + "\r\n")), 431);
    }

    @Test
    void givenFiftyGoodRequests_whenPipelined_thenAllAreAnswered() throws IOException {
        assertThat(exchange(GOOD.repeat(50) + LAST).split("HTTP/1.1 200 ")).hasSize(52);
    }

    private String exchange(String request) throws IOException {
        return RawHttp.exchange(server, request);
    }
}
