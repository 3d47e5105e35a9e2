package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An overload: many more clients than an instance can serve, none of which waits as long as it is told. Run by {@code
 * -Dit.test=OverloadIT -Doverload.shed=true -Dit.jvm.options=}, which is with both compilers. The settings {@code
 * onsale.http.*} are the guard: {@code -Doverload.shed=false} puts them out of reach, and the test fails. Clients and
 * servers share the machine, whose own hiccups are measured as well, so that the test needs a quiet one.
 */
@EnabledIfSystemProperty(named = "overload.shed", matches = "true|false")
class OverloadIT {
    private static final int CLIENTS = 1_500;
    private static final int SEATS = 20_000;
    private static final int SPARE_SEATS = 100;
    private static final int WARM_UP_SECONDS = 8;
    private static final int SECONDS = 15;
    private static final long IMPATIENCE_MILLIS = 250;

    private static Servers servers;
    private static Instance instance;

    @BeforeAll
    static void start() {
        servers = Servers.start("overload");
        var settings = new TreeMap<>(servers.settings());
        // The clients do not wait as they are told, and rate limits would refuse most of them.
        settings.put("onsale.rate-limits.enabled", "false");
        if (!Boolean.parseBoolean(System.getProperty("overload.shed", "true"))) {
            settings.put("onsale.http.max-in-flight", "1000000");
            settings.put("onsale.http.max-wait", "1H");
            settings.put("onsale.http.answer-within", "1H");
        }
        // A compiler at work would take the time that is to be measured.
        var quick = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        instance = new Instance("overload", settings, quick, null).awaitReady();
    }

    @AfterAll
    static void end() {
        instance.close();
        servers.close();
    }

    @Test
    void givenFarMoreThanCanBeServed_refusesQuickly_andServesAtOnceWhenItIsOver() throws Exception {
        // Given
        var api = new BookingApi(instance.url());
        // The first answers of a cold instance may be late where the machine is busy.
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> api.aUser(1_000) != null);
        Show show = api.aShowOf(SEATS);
        api.call(
                "PUT",
                "/admin/concerts/" + show.concert() + "/queue",
                null,
                Map.of("maxActive", 100_000, "claimSeconds", 20, "activeSeconds", 300, "paused", false));
        List<String> users = users(api);
        book(api, show, api.aUser(1_000), 0);
        // A cold instance is no measure of a warm one.
        new Load(show, users, 30).run(WARM_UP_SECONDS);
        // When
        var load = new Load(show, users, CLIENTS);
        load.run(SECONDS);
        long over = System.nanoTime();
        var spare = new AtomicInteger(1); // another seat for each try: one that fails may leave the seat held
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> book(api, show, api.aUser(1_000), spare.getAndIncrement()));
        Duration booked = Duration.ofNanos(System.nanoTime() - over);
        // Then
        System.out.printf(
                "Overload: %d clients, answers %s, %d lost, longest %d ms, longest refusal %d ms, then a booking in %d ms, %d MiB resident%n",
                CLIENTS,
                load.answers,
                load.lost,
                load.longestNanos / 1_000_000,
                load.longestRefusalNanos / 1_000_000,
                booked.toMillis(),
                residentMiB());
        assertThat(load.failures).isEmpty();
        assertThat(load.answers).containsKeys(200, 503);
        assertThat(Duration.ofNanos(load.longestNanos)).isLessThan(Duration.ofSeconds(5));
        assertThat(booked).isLessThan(Duration.ofSeconds(2));
        assertThat(instance.process().isAlive()).isTrue();
        assertThat(instance.log()).content().doesNotContain("OutOfMemoryError", " ERROR ");
        assertThat(residentMiB()).isLessThan(768);
    }

    private static List<String> users(BookingApi api) {
        JsonNode made = api.call(
                        "POST",
                        "/admin/demo-data",
                        null,
                        Map.of(
                                "concerts",
                                0,
                                "datesPerConcert",
                                1,
                                "seatsPerDate",
                                1,
                                "richUsers",
                                CLIENTS,
                                "poorUsers",
                                0))
                .body();
        var users = new ArrayList<String>();
        made.path("richUserIds").forEach(user -> users.add(user.asText()));
        return users;
    }

    private static boolean book(BookingApi api, Show show, String user, int seat) {
        Buyer buyer = api.enter(show, user);
        String reservation = api.reserved(show, buyer, show.seats().get(seat));
        assertThat(api.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
        return true;
    }

    private static long residentMiB() throws IOException {
        Path status = Path.of("/proc", "" + instance.process().pid(), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Clients that share one event loop, so that the load needs no locks and little of the machine. */
    private static final class Load {
        private final Vertx vertx = Vertx.vertx();
        private final HttpClient http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CLIENTS)
                .setDefaultHost("localhost")
                .setDefaultPort(instance.port())
                .setConnectTimeout(30_000));
        private final Show show;
        private final List<String> users;
        private final Random random = new Random(20261124);
        private final Map<Integer, Integer> answers = new TreeMap<>();
        private final List<String> failures = new ArrayList<>();
        private final CountDownLatch ended;
        private long longestNanos;
        private long longestRefusalNanos;
        private int lost;
        private volatile boolean over;

        private final int clients;

        Load(Show show, List<String> users, int clients) {
            this.clients = clients;
            this.ended = new CountDownLatch(clients);
            this.show = show;
            this.users = users;
        }

        void run(int seconds) throws InterruptedException {
            vertx.runOnContext(start -> {
                for (int i = 0; i < clients; i++) {
                    var client = new Client(users.get(i));
                    vertx.setTimer(1 + random.nextInt(2_000), begin -> client.enter());
                }
            });
            ended.await(seconds, TimeUnit.SECONDS);
            over = true;
            ended.await(20, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }

        /**
         * A client that buys seat after seat. It repeats what is refused for now; after any other refusal it starts
         * again.
         */
        private final class Client {
            private final String user;
            private String token;

            Client(String user) {
                this.user = user;
            }

            private void enter() {
                send(
                        HttpMethod.POST,
                        "/queue/concerts/" + show.concert() + "/users/" + user,
                        null,
                        this::enter,
                        answer -> {
                            token = answer.getString("tokenId");
                            look();
                        });
            }

            private void look() {
                send(HttpMethod.GET, "/queue/concerts/" + show.concert(), null, this::look, answer -> reserve());
            }

            private void reserve() {
                String seat = show.seats().get(SPARE_SEATS + random.nextInt(SEATS - SPARE_SEATS));
                var order = new JsonObject().put("concertId", show.concert()).put("concertDateId", show.date());
                send(
                        HttpMethod.POST,
                        "/reservations/seats/" + seat,
                        order,
                        this::reserve,
                        answer -> pay(answer.getString("reservationId")));
            }

            private void pay(String reservation) {
                send(HttpMethod.POST, "/payments/" + reservation, null, () -> pay(reservation), answer -> enter());
            }

            private void send(
                    HttpMethod method, String path, JsonObject body, Runnable again, Consumer<JsonObject> then) {
                if (over) {
                    ended.countDown();
                    return;
                }
                var options = new RequestOptions().setMethod(method).setURI("/api/v1" + path);
                http.request(options)
                        .compose(request -> exchange(request, body))
                        .onSuccess(answer -> {
                            int status = answer.response().statusCode();
                            if (status < 300) {
                                then.accept(answer.body());
                            } else if (status == 503 || status == 429) {
                                vertx.setTimer(IMPATIENCE_MILLIS, later -> again.run());
                            } else {
                                vertx.setTimer(IMPATIENCE_MILLIS, later -> enter());
                            }
                        })
                        .onFailure(e -> {
                            fail(method + " " + path + ": " + e);
                            vertx.setTimer(IMPATIENCE_MILLIS, later -> again.run());
                        });
            }

            private Future<Answer> exchange(HttpClientRequest request, JsonObject body) {
                if (token != null) {
                    request.putHeader("Authorization", "Bearer " + token);
                }
                if (body != null) {
                    request.putHeader("Content-Type", "application/json");
                }
                long sent = System.nanoTime();
                return (body == null ? request.send() : request.send(body.toBuffer()))
                        .compose(response -> response.body().map(read -> {
                            count(request, response, System.nanoTime() - sent);
                            return new Answer(response, response.statusCode() < 300 ? read.toJsonObject() : null);
                        }));
            }
        }

        private record Answer(HttpClientResponse response, JsonObject body) {}

        private void count(HttpClientRequest request, HttpClientResponse response, long nanos) {
            int status = response.statusCode();
            answers.merge(status, 1, Integer::sum);
            longestNanos = Math.max(longestNanos, nanos);
            if (status == 503) {
                longestRefusalNanos = Math.max(longestRefusalNanos, nanos);
            }
            boolean refused = status == 503 || status == 429;
            if (refused && response.getHeader("Retry-After") == null || status >= 500 && !refused) {
                fail(request.getMethod() + " " + request.path() + ": " + status);
            }
        }

        private void fail(String failure) {
            lost++;
            if (failures.size() < 10) {
                failures.add(failure);
            }
        }
    }
}
