package io.onsale.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the negotiation of caches and browsers, on lists of seats. */
@QuarkusTest
class PublicReadsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int SEATS = 1_000;

    private final BookingApi api = new BookingApi();
    private Show show;
    private String small;
    private String large;

    @BeforeEach
    void aSmallAndALargeDate() {
        show = api.aShow();
        small = "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats?status=all";
        String day = Instant.now()
                .plus(Duration.ofDays(77))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        List<Map<String, Object>> seats = List.of(Map.of("grade", "VIP", "price", 1_000, "count", SEATS));
        String date = api.call(
                        "POST",
                        "/concerts/" + show.concert() + "/dates",
                        null,
                        Map.of("date", day, "deadline", day, "seats", seats))
                .text("concertDateId");
        large = "/concerts/" + show.concert() + "/dates/" + date + "/seats?status=all";
    }

    @Test
    void givenLargeList_askedForWithGzip_itIsTheSameInAFifthOfTheBytes() throws Exception {
        // Given
        HttpResponse<byte[]> plain = get(large);
        // When
        HttpResponse<byte[]> compressed = get(large, "Accept-Encoding", "br, gzip;q=0.8");
        // Then
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(compressed, "Content-Encoding")).contains("gzip");
        assertThat(compressed.body().length).isLessThan(plain.body().length / 5);
        assertThat(unzipped(compressed.body())).isEqualTo(new String(plain.body(), UTF_8));
        assertThat(List.of(plain, compressed)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Type")).contains("application/json");
            assertThat(header(answer, "Vary"))
                    .hasValueSatisfying(v -> assertThat(v).isEqualToIgnoringCase("Accept-Encoding"));
            assertThat(header(answer, "ETag")).isEqualTo(header(plain, "ETag"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "W/\"a,b\" , W/%s", "*"})
    void givenWhatTheClientHas_askedForAgain_304ForEitherForm(String condition) throws Exception {
        // Given
        String strong = header(get(large), "ETag").orElseThrow().substring("W/".length());
        for (String coding : List.of("gzip", "identity")) {
            // When
            HttpResponse<byte[]> again =
                    get(large, "If-None-Match", condition.formatted(strong), "Accept-Encoding", coding);
            // Then
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).contains("W/" + strong);
            assertThat(header(again, "Vary")).isPresent();
            assertThat(header(again, "Cache-Control")).contains("public, no-cache");
            assertThat(header(again, "Content-Encoding")).isEmpty();
        }
    }

    @Test
    void givenTagOnTwoLines_oneOfThemIsRight_304() throws Exception {
        String tag = header(get(small), "ETag").orElseThrow();
        assertThat(get(small, "If-None-Match", "\"other\"", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "", "other", "W/\"", ",", "%s-", "*, *"})
    void givenAnotherTag_askedForAgain_200(String condition) throws Exception {
        String tag = header(get(small), "ETag").orElseThrow();
        assertThat(get(small, "If-None-Match", condition.formatted(tag)).statusCode())
                .isEqualTo(200);
    }

    /** A weak tag never matches in If-Match. */
    @Test
    void givenIfMatch_412UnlessAnythingWillDo() throws Exception {
        String tag = header(get(small), "ETag").orElseThrow();
        assertThat(get(small, "If-Match", tag).statusCode()).isEqualTo(412);
        assertThat(get(small, "If-Match", "*").statusCode()).isEqualTo(200);
    }

    @Test
    void givenSmallList_askedForWithGzip_itIsNotCompressed() throws Exception {
        HttpResponse<byte[]> answer = get(small, "Accept-Encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Encoding")).isEmpty();
        assertThat(header(answer, "Vary")).isPresent();
    }

    @Test
    void givenClientThatTakesNothingAsItStands_itIsCompressedOrRefused() throws Exception {
        HttpResponse<byte[]> answer = get(small, "Accept-Encoding", "gzip, identity;q=0");
        assertThat(header(answer, "Content-Encoding")).contains("gzip");
        assertThat(unzipped(answer.body())).isEqualTo(new String(get(small).body(), UTF_8));
        HttpResponse<byte[]> refused = get(small, "Accept-Encoding", "br, *;q=0");
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(new String(refused.body(), UTF_8)).contains("\"code\":\"NOT_ACCEPTABLE\"");
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/v1" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static Optional<String> header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name);
    }

    private static String unzipped(byte[] bytes) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
