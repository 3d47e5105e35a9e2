package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.booking.BookingApi;
import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.user.adapter.out.persistence.PanachePointQueries;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of load shedding by an instance of few threads, each of which is busy for as long as a test wants. */
@QuarkusTest
@TestProfile(LoadSheddingTest.Small.class)
class LoadSheddingTest {
    private static final int THREADS = 12;
    private static final int MAX_IN_FLIGHT = 16;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.thread-pool.max-threads",
                    "" + THREADS,
                    "onsale.http.max-in-flight",
                    "" + MAX_IN_FLIGHT,
                    "onsale.http.max-wait",
                    "1s",
                    "onsale.http.answer-within",
                    "3s",
                    "quarkus.scheduler.enabled",
                    "false");
        }
    }

    @TestHTTPResource
    URI server;

    @Inject
    PanachePointQueries points;

    @Inject
    MeterRegistry metrics;

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger worked = new AtomicInteger();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                log.add(record.getLoggerName() + ": " + record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void makeWorkSlow() {
        QuarkusMock.installMockForInstance(
                new PanachePointQueries(null) {
                    @Override
                    public Balance balance(Caller caller, UserId userId) {
                        worked.incrementAndGet();
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return new Balance(userId, Money.ZERO);
                    }
                },
                points);
        Logger.getLogger("").addHandler(listening);
    }

    @AfterEach
    void letGo() {
        released.countDown();
        await().until(() -> inFlight() == 0);
        Logger.getLogger("").removeHandler(listening);
    }

    @Test
    void givenAsMuchInFlightAsThereMayBe_more_isRefusedAtOnce() throws Exception {
        // Given
        double refused = refused("full");
        List<CompletableFuture<HttpResponse<String>>> inFlight = slow(MAX_IN_FLIGHT);
        await().until(() -> inFlight() == MAX_IN_FLIGHT);
        // When
        long begin = System.nanoTime();
        List<HttpResponse<String>> more = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            more.add(HTTP.send(
                    request("/api/v1/concerts")
                            .POST(BodyPublishers.ofString("x".repeat(1000)))
                            .build(),
                    BodyHandlers.ofString()));
        }
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(more).allSatisfy(LoadSheddingTest::isOverloaded);
        assertThat(refused("full") - refused).isEqualTo(50);
        released.countDown();
        inFlight.forEach(CompletableFuture::join);
        assertThat(HTTP.send(request("/api/v1/concerts").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    /** Entering and polling wait for no thread, so they are served beside as much other work as there may be. */
    @Test
    void givenAsMuchInFlightAsThereMayBe_whoEntersAndPollsIsServed() {
        // Given
        var api = new BookingApi();
        BookingApi.Show show = api.aShow();
        List<String> users = Stream.generate(() -> api.aUser(0)).limit(40).toList();
        BookingApi.Buyer first = api.enter(show, users.get(0));
        List<CompletableFuture<HttpResponse<String>>> inFlight = slow(MAX_IN_FLIGHT);
        await().until(() -> inFlight() == MAX_IN_FLIGHT);
        // When
        var entered = users.stream()
                .map(user -> HTTP.sendAsync(
                        request("/api/v1/queue/concerts/" + show.concert() + "/users/" + user)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString()))
                .toList();
        var polled = HTTP.sendAsync(
                request("/api/v1/queue/concerts/" + show.concert())
                        .header("Authorization", "Bearer " + first.token())
                        .build(),
                BodyHandlers.ofString());
        // Then
        assertThat(entered)
                .allSatisfy(entry -> assertThat(entry.join().statusCode()).isEqualTo(201));
        assertThat(polled.join().statusCode()).isEqualTo(200);
        assertThat(inFlight()).isEqualTo(MAX_IN_FLIGHT);
        released.countDown();
        inFlight.forEach(CompletableFuture::join);
    }

    @Test
    void givenNoThreadForASecond_request_isRefusedBeforeAnyWork() {
        // Given
        List<CompletableFuture<HttpResponse<String>>> all = slow(MAX_IN_FLIGHT);
        await().until(() -> inFlight() == MAX_IN_FLIGHT);
        // When
        await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
        int begun = worked.get(); // which requests these are varies: a later one may overtake
        released.countDown();
        // Then
        assertThat(begun).isBetween(THREADS - 2, THREADS);
        Map<Boolean, List<HttpResponse<String>>> answers = all.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.partitioningBy(answer -> answer.statusCode() == 200));
        assertThat(answers.get(true)).hasSize(begun);
        assertThat(answers.get(false)).allSatisfy(LoadSheddingTest::isOverloaded);
        assertThat(worked).hasValue(begun);
    }

    @Test
    void givenWorkWithoutEnd_request_isAnsweredNevertheless_andItsLateAnswerIsNoNews() {
        // Given
        List<CompletableFuture<HttpResponse<String>>> endless = slow(3);
        // When
        List<HttpResponse<String>> answers =
                endless.stream().map(CompletableFuture::join).toList();
        // Then
        assertThat(answers).allSatisfy(LoadSheddingTest::isOverloaded);
        assertThat(worked).hasValue(3);
        released.countDown();
        HttpResponse<String> next = slow(1).get(0).join();
        assertThat(next.statusCode()).isEqualTo(200);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(log).isEmpty();
    }

    @Test
    void givenClientsThatBreakOff_theirPlacesAreFree_andItIsNoNews() {
        // Given
        List<CompletableFuture<HttpResponse<String>>> abandoned = slow(3);
        await().until(() -> worked.get() == 3);
        // When
        abandoned.forEach(answer -> answer.cancel(true));
        // Then
        await().until(() -> inFlight() == 0);
        released.countDown();
        assertThat(slow(1).get(0).join().statusCode()).isEqualTo(200);
        assertThat(log).isEmpty();
    }

    private List<CompletableFuture<HttpResponse<String>>> slow(int requests) {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < requests; i++) {
            answers.add(HTTP.sendAsync(
                    request("/api/v1/users/" + UUID.randomUUID() + "/points").build(), BodyHandlers.ofString()));
        }
        return answers;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", "application/json");
    }

    /** Where the framework cannot read a query, it reports the end of the request before there is an answer. */
    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%zz&b", "%", "a=b"})
    void givenForms_theyAreRefused_andOccupyNothing(String form) throws IOException {
        for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=%")) {
            String answer = RawHttp.exchange(
                    server,
                    "POST /api/v1/concerts HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\nContent-Type: " + type
                            + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
            assertThat(answer).startsWith("HTTP/1.1 415 ").contains("\"code\":\"UNSUPPORTED_MEDIA_TYPE\"");
        }
        await().until(() -> inFlight() == 0);
    }

    private static void isOverloaded(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"OVERLOADED\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValueAsLong("Retry-After"))
                .matches(s -> s.getAsLong() >= 1 && s.getAsLong() <= 3);
    }

    private double inFlight() {
        return metrics.get("onsale.http.in.flight").gauge().value();
    }

    private double refused(String reason) {
        return metrics.get("onsale.http.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
