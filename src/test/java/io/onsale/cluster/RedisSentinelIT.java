package io.onsale.cluster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.RawRedis;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.embedded.EmbeddedServers;
import io.onsale.embedded.FreePorts;
import io.onsale.embedded.ServerProcess;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of the packaged application on a primary with a replica, which three sentinels watch. */
class RedisSentinelIT {
    /** A server started from a directory whose name has "redis-sentinel" in it would take itself for a sentinel. */
    private static final Path DIRECTORY =
            Path.of("target", "embedded", "failover-of-redis").toAbsolutePath();

    private static List<Integer> ports;
    private static Servers servers;
    private static ServerProcess primary;
    private static ServerProcess firstSentinel;
    private static ServerProcess others;
    private static Instance instance;
    private static BookingApi api;

    @BeforeAll
    static void start() {
        servers = Servers.start("failover");
        EmbeddedServers.onEmptyData(DIRECTORY, () -> {
            ports = FreePorts.take(5);
            primary = process("primary", "redis " + ports.get(0));
            firstSentinel = process("sentinel", "redis-sentinel " + ports.get(2) + " " + ports.get(0));
            others = process(
                    "others",
                    "redis " + ports.get(1),
                    "redis-sentinel " + ports.get(3) + " " + ports.get(0),
                    "redis-sentinel " + ports.get(4) + " " + ports.get(0));
            return List.of(primary.start(), firstSentinel.start(), others.start());
        });
        RawRedis.ask(ports.get(1), "REPLICAOF", "127.0.0.1", ports.get(0));
        for (int sentinel : ports.subList(2, 5)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> knowsTheOthers(sentinel));
        }
        var settings = new HashMap<>(servers.settings());
        settings.put("quarkus.redis.client-type", "sentinel");
        settings.put("quarkus.redis.master-name", "onsale");
        settings.put(
                "quarkus.redis.hosts",
                ports.subList(2, 5).stream()
                        .map(port -> "redis://127.0.0.1:" + port)
                        .collect(Collectors.joining(",")));
        settings.put("quarkus.redis.tcp.connection-timeout", "250ms");
        instance = new Instance("redis-sentinel", settings).awaitReady();
        api = new BookingApi(instance.url());
    }

    private static ServerProcess process(String name, String... redis) {
        return new ServerProcess(
                System.getProperty("java.class.path"),
                DIRECTORY.resolve(name),
                DIRECTORY.resolve(name + ".log"),
                "64m",
                List.of(redis));
    }

    private static boolean knowsTheOthers(int sentinel) {
        return ((List<?>) RawRedis.ask(sentinel, "SENTINEL", "REPLICAS", "onsale")).size() == 1
                && ((List<?>) RawRedis.ask(sentinel, "SENTINEL", "SENTINELS", "onsale")).size() == 2;
    }

    @AfterAll
    static void end() {
        instance.close();
        primary.kill();
        firstSentinel.kill();
        others.kill();
        servers.close();
    }

    @Test
    void givenPrimaryThatDiesWithItsLastWrites_theReplicaServesOn_andWaitersKeepTheirPlaces() {
        // Given
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        List<Buyer> waiting = api.buyers(show, 5);
        try (var redis = new RawRedis(ports.get(0))) {
            // WAIT must use the connection of the write; on another connection there is nothing to wait for.
            redis.call("SET", "last", "write");
            assertThat(redis.call("WAIT", 1, 10_000)).isEqualTo(1L);
        }
        List<Buyer> lost = loseWhatFollows(show, () -> api.buyers(show, 3));
        // When
        primary.kill();
        firstSentinel.kill();
        long begin = System.nanoTime();
        // Then
        Response newcomer = await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> enter(show), answer -> {
                    assertThat(answer.statusCode()).isIn(201, 503);
                    assertThat(answer.header("Retry-After") != null).isEqualTo(answer.statusCode() == 503);
                    return answer.statusCode() == 201;
                });
        System.out.printf("Served again %d ms after the primary had died%n", (System.nanoTime() - begin) / 1_000_000);
        assertThat(newcomer.path("position").toString()).isEqualTo("9");
        assertThat(Stream.of(lost.subList(2, 3), lost.subList(0, 2), waiting)
                        .flatMap(List::stream)
                        .map(each ->
                                api.turn(show, each).body().path("position").asInt())
                        .toList())
                .containsExactly(8, 6, 7, 1, 2, 3, 4, 5);
        assertThat(given().baseUri(instance.url())
                        .auth()
                        .oauth2(newcomer.path("tokenId"))
                        .get("/api/v1/queue/concerts/{concert}", show.concert())
                        .<Integer>path("position"))
                .isEqualTo(9);
        assertThat(api.reserve(show, buyer, show.seats().get(0)).text("reservationId"))
                .isEqualTo(reservation);
        assertThat(api.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
    }

    /**
     * The replica is sent to a primary that does not exist. The sentinels correct that only after they have noticed
     * that the real primary is dead.
     */
    private static List<Buyer> loseWhatFollows(Show show, Supplier<List<Buyer>> writes) {
        RawRedis.ask(ports.get(1), "REPLICAOF", "127.0.0.1", 1);
        List<Buyer> lost = writes.get();
        assertThat(RawRedis.ask(ports.get(1), "ZCARD", "onsale:{" + show.concert() + "}:waiting"))
                .isEqualTo(5L);
        return lost;
    }

    /** Enters as a new user each time, since a user who asks too often is refused. */
    private static Response enter(Show show) {
        return given().baseUri(instance.url())
                .post("/api/v1/queue/concerts/{concert}/users/{user}", show.concert(), api.aUser(0));
    }
}
