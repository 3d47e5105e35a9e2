package io.onsale.platform.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.Warnings;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests with many more requests on a connection than a stack is deep. */
@QuarkusTest
class PipelinedRequestsTest {
    private static final int CONNECTIONS = 8;
    private static final int REQUESTS = 5_000;
    /**
     * One request of this many runs on a worker thread, and its answer comes later; the others are answered where they
     * are read.
     */
    private static final int ONE_OF = 100;

    @TestHTTPResource
    URI server;

    private final BookingApi api = new BookingApi();
    private final ExecutorService clients = Executors.newFixedThreadPool(2 * CONNECTIONS);

    @AfterEach
    void end() {
        clients.shutdownNow();
    }

    @Test
    void givenThousandsOnEachConnection_allAreAnsweredInOrder_andTheQueueGoesOn() throws Exception {
        // Given
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer first = api.aBuyer(show, 0);
        Buyer second = api.aBuyer(show, 0);
        try (var warnings = new Warnings()) {
            // When
            var answered = new ArrayList<Future<Integer>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                answered.add(clients.submit(this::askAll));
            }
            // Then
            for (Future<Integer> connection : answered) {
                assertThat(connection.get(2, TimeUnit.MINUTES)).isEqualTo(REQUESTS);
            }
            // Clients and servers share the processors here, so that Redis may be late for a moment, which is logged.
            assertThat(warnings.lines())
                    .filteredOn(line -> !line.contains("RedisScripts") && !line.contains("AdmissionJob"))
                    .isEmpty();
        }
        api.call("DELETE", "/queue/concerts/" + show.concert(), first.token(), null);
        await().until(() -> api.turn(show, second).text("status").equals("ACTIVE"));
    }

    /** @return the number of answers that came in the order of the requests */
    private int askAll() throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            clients.submit(() -> {
                socket.getOutputStream().write(requests().getBytes(ISO_8859_1));
                return null;
            });
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            int answered = 0;
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.contains("\"instance\":\"" + path(answered) + "\"")) {
                    answered++;
                }
            }
            return answered;
        }
    }

    private static String requests() {
        var text = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            text.append("GET ").append(path(i)).append(" HTTP/1.1\r\nHost: onsale\r\n");
            if (i == REQUESTS - 1) {
                text.append("Connection: close\r\n");
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    /** A path that leads to nothing; the answer names it. */
    private static String path(int request) {
        return request % ONE_OF == 0 ? "/api/v1/users/" + new UUID(0, request) + "/points" : "/nothing/" + request;
    }
}
