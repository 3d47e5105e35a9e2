package io.onsale.platform.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.onsale.Warnings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of requests that are wrong, or unusual and right, before any operation is called. */
@QuarkusTest
class HttpEdgeTest {
    private static final String CHUNKED =
            "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TestHTTPResource
    URI server;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/api", "/api/v2/concerts", "/api/v1/nothing", "/q/nothing"})
    void givenUnknownPath_whenCalling_then404Problem(String path) {
        given().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("NOT_FOUND"))
                .body("instance", equalTo(path));
    }

    @Test
    void givenBodyOfUnknownLengthThatIsTooLarge_whenSent_then413Problem() throws IOException {
        String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
        assertThat(exchange(CHUNKED + chunk.repeat(5) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"PAYLOAD_TOO_LARGE\"");
    }

    @Test
    void givenBodyOfUnknownLengthThatIsEmpty_whenSent_then400Problem() throws IOException {
        assertThat(exchange(CHUNKED + "0\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("\"code\":\"VALIDATION\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz", "GET /api/v1/concerts/{a|b}", "GET /api/v1/\0", "HELLO"})
    void givenRequestLineThatIsNone_whenSent_then400(String line) throws IOException {
        assertThat(exchange(line + " HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1\\.[01] 40[04] .*");
    }

    @Test
    void givenOverlongUri_whenSent_then414() throws IOException {
        try (var warnings = new Warnings()) {
            assertThat(exchange("GET /" + "a".repeat(2048) + " HTTP/1.1\r\nHost: onsale\r\n\r\n"))
                    .matches("(?s)HTTP/1\\.[01] 414 .*");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Large: ", "Cookie: ", "Authorization: Bearer "})
    void givenHeaderThatIsTooLarge_whenSent_then431(String header) throws IOException {
        try (var warnings = new Warnings()) {
            assertThat(exchange("GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\n" + header + "a".repeat(8192)
                            + "\r\n\r\n"))
                    .matches("(?s)HTTP/1\\.[01] 431 .*");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenManyHeaders_whenSent_then431() throws IOException {
        assertThat(exchange(
                        "GET /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\n" + "X-Many: a\r\n".repeat(1000) + "\r\n"))
                .matches("(?s)HTTP/1\\.[01] 431 .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%s",
                "%s=a",
                "a&%s",
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n%s\r\n--b--\r\n"
            })
    void givenFormThatIsLarge_whenSent_then4xxProblem(String form) throws IOException {
        String type = form.startsWith("--") ? "multipart/form-data; boundary=b" : "application/x-www-form-urlencoded";
        String body = form.formatted("a".repeat(60_000));
        try (var warnings = new Warnings()) {
            assertThat(exchange("POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\nContent-Type: "
                            + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 4")
                    .containsIgnoringCase("content-type: application/problem+json");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenBytesThatAreNoUtf8_whenSent_then400() {
        byte[] body = "{\"title\":\"\u00ff\u00fe\",\"artist\":\"b\"}".getBytes(StandardCharsets.ISO_8859_1);
        given().contentType("application/json")
                .body(body)
                .post("/api/v1/concerts")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void givenOtherMediaTypeWanted_whenCalling_then406Problem() {
        given().accept("text/plain")
                .get("/api/v1/queue/concerts/01990000-0000-7000-8000-000000000001")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("code", equalTo("NOT_ACCEPTABLE"));
    }

    @Test
    void givenTitleOf200CharactersOfFourBytes_whenAnnouncing_thenItIsKept() {
        // Given
        String title = "\uD83C\uDFB8".repeat(200);
        // When
        String concert = given().contentType(ContentType.JSON)
                .body("{\"title\":\"" + title + "\",\"artist\":\"\uD55C\uAD6D\"}")
                .post("/api/v1/concerts")
                .then()
                .statusCode(201)
                .body("title", equalTo(title))
                .extract()
                .path("concertId");
        // Then
        given().get("/api/v1/concerts/{c}", concert)
                .then()
                .body("title", equalTo(title))
                .body("artist", equalTo("\uD55C\uAD6D"));
    }

    @Test
    void givenTimeWithOffsetAndNanoseconds_whenAnnouncing_thenTheInstantInMilliseconds() {
        given().contentType(ContentType.JSON)
                .body("{\"title\":\"a\",\"artist\":\"b\",\"openTime\":\"2030-01-01T09:00:00.123999999+09:00\"}")
                .post("/api/v1/concerts")
                .then()
                .statusCode(201)
                .body("openTime", equalTo("2030-01-01T00:00:00.123Z"));
    }

    private String exchange(String request) throws IOException {
        return RawHttp.exchange(server, request);
    }
}
