package io.onsale.platform.web;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.onsale.Warnings;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of clients that ask for much and read nothing of it, or read it slowly. */
@QuarkusTest
@TestProfile(UnreadAnswersTest.Small.class)
class UnreadAnswersTest {
    private static final int SEATS = 20_000;
    private static final int MIB = 1024 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final int MAX_UNSENT = 12 * MIB;

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("onsale.http.taken-within", "2s", "onsale.http.max-unsent", "" + MAX_UNSENT);
        }
    }

    @TestHTTPResource
    URI server;

    @Inject
    MeterRegistry metrics;

    private final List<Socket> connections = new ArrayList<>();
    private String path;
    private String list;
    private double late;
    private double full;

    @BeforeEach
    void aLargeDate() {
        var api = new BookingApi();
        Show show = api.aShowOf(SEATS);
        path = "/api/v1/concerts/" + show.concert() + "/dates/" + show.date() + "/seats?status=all";
        list = given().get(path).asString();
        assertThat(list.length()).isGreaterThan(2 * MIB);
        late = cut("late");
        full = cut("full");
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
        await().until(() -> metrics.get("onsale.http.unsent.bytes").gauge().value() == 0);
    }

    @Test
    void givenManyAnswersThatNobodyTakes_theyTakeNoMemory_othersAreServed_andTheyEnd() throws IOException {
        try (var warnings = new Warnings()) {
            // Given
            long memory = PlatformDependent.usedDirectMemory();
            // When
            for (int i = 0; i < 6; i++) {
                connect(200);
            }
            // Then
            for (int i = 0; i < 20; i++) {
                given().get("/q/health/live").then().statusCode(200);
                given().get("/api/v1/concerts").then().statusCode(200);
                assertThat(PlatformDependent.usedDirectMemory() - memory).isLessThan(32 * MIB);
                assertThat(unsent()).isLessThanOrEqualTo(MAX_UNSENT);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> cut("late") - late + cut("full") - full == 6);
            for (Socket connection : connections) {
                assertThat(isCut(connection)).isTrue();
            }
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenMoreOfThemThanThereIsMemory_thoseWhoReadAreNotCut() throws IOException {
        // Given
        for (int i = 0; i < 2 * MAX_UNSENT / (96 * 1024); i++) {
            connect(4);
        }
        await().until(() -> cut("full") > full);
        // When, then
        for (int i = 0; i < 10; i++) {
            assertThat(given().get(path).asString()).isEqualTo(list);
            assertThat(unsent()).isLessThanOrEqualTo(MAX_UNSENT);
        }
    }

    @Test
    void givenWhoReadsSlowlyButSteadily_getsItAll() throws IOException {
        Socket connection = connect(1);
        connection
                .getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        InputStream in = connection.getInputStream();
        var answer = new StringBuilder();
        for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
            answer.append(new String(piece, ISO_8859_1));
            await().pollDelay(Duration.ofMillis(60)).until(() -> true); // at most a megabyte a second
        }
        String[] answers = answer.toString().split("\r\n\r\n", 3);
        assertThat(answers[1]).startsWith(list);
        assertThat(answers[2]).isEqualTo(list);
        assertThat(cut("late")).isEqualTo(late);
    }

    /** Asks for the list this many times at once, with as little room for the answers as the system gives. */
    private Socket connect(int requests) throws IOException {
        var connection = new Socket();
        connection.setReceiveBufferSize(16 * 1024);
        connection.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        connection.setSoTimeout(10_000);
        connections.add(connection);
        String request = "GET " + path + " HTTP/1.1\r\nHost: onsale\r\n\r\n";
        connection.getOutputStream().write(request.repeat(requests).getBytes(ISO_8859_1));
        return connection;
    }

    private static boolean isCut(Socket connection) throws IOException {
        try {
            return connection.getInputStream().readAllBytes() == null;
        } catch (SocketException reset) {
            return true;
        }
    }

    private double unsent() {
        return metrics.get("onsale.http.unsent.bytes").gauge().value();
    }

    private double cut(String reason) {
        return metrics.get("onsale.http.cut")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }
}
