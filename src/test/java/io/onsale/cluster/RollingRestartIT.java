package io.onsale.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A rolling restart: instances are replaced one after the other, as a Kubernetes deployment does it, while people wait,
 * buy and look, and nobody may notice. The guard is {@code quarkus.shutdown.delay}: with {@code -Drolling.delay=0s} the
 * test fails.
 */
class RollingRestartIT {
    private static final int INSTANCES = 3;
    private static final int SEATS = 5_000;
    private static final int BUYERS = 3;
    private static final int WAITING = 4;
    private static final int READERS = 2;

    private static Servers servers;
    private static Map<String, String> settings;
    private static KubernetesService service;

    @BeforeAll
    static void start() {
        servers = Servers.start("rolling");
        settings = new HashMap<>(servers.settings());
        // The clients do not wait as they are told.
        settings.put("onsale.rate-limits.enabled", "false");
        settings.put("quarkus.shutdown.delay", System.getProperty("rolling.delay", "2s"));
        service = new KubernetesService();
        service.add(anInstance(0).awaitReady()); // the first instance makes the tables, alone
        List<Instance> others = new ArrayList<>();
        for (int number = 1; number < INSTANCES; number++) {
            others.add(anInstance(number));
        }
        others.forEach(other -> service.add(other.awaitReady()));
    }

    @AfterAll
    static void end() {
        service.close();
        servers.close();
    }

    /** An instance whose compiler takes little of the two processors, on which the others serve while it starts. */
    private static Instance anInstance(int number) {
        var environment = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return new Instance("rolling-" + number, settings, environment, null);
    }

    @Test
    void givenSteadyLoad_restartOneInstanceAfterTheOther_nobodyNotices() throws Exception {
        // Given
        var api = new BookingApi(service.instances.get(0).url());
        Show show = api.aShowOf(SEATS);
        Show full = api.aShow();
        pause(api, full);
        try (var load = new Load(show, full)) {
            load.isServedByAll();
            // When
            for (int place = 0; place < INSTANCES; place++) {
                assertThat(service.instances.get(place).terminate()).isEqualTo(143);
                service.replace(place, anInstance(INSTANCES + place));
                load.isServedByAll();
            }
            // Then
            load.close();
            System.out.printf(
                    "Rolling restart: %d instances restarted, %d requests served by %d instances, %d connections, %d purchases, longest answer %d ms, %d failures%n",
                    INSTANCES,
                    load.served.values().stream().mapToInt(AtomicInteger::get).sum(),
                    load.served.size(),
                    load.connections.get(),
                    load.purchases.get(),
                    TimeUnit.NANOSECONDS.toMillis(load.longestNanos.get()),
                    load.failures.size());
            assertThat(load.failures).isEmpty();
            assertThat(load.served).hasSize(2 * INSTANCES);
            assertThat(load.purchases).hasPositiveValue();
            var after = new BookingApi(service.instances.get(0).url());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> availableSeats(after, show) == SEATS - load.purchases.get());
            var checked = after.call("GET", "/admin/invariants", null, null).body();
            assertThat(checked.path("holds").asBoolean()).as("%s", checked).isTrue();
        }
    }

    /** Pauses admission, so that new users wait. */
    private static void pause(BookingApi api, Show show) {
        var room = Map.of("maxActive", 500, "claimSeconds", 20, "activeSeconds", 300, "paused", true);
        assertThat(api.call("PUT", "/admin/concerts/" + show.concert() + "/queue", null, room)
                        .status())
                .isEqualTo(200);
    }

    private static int availableSeats(BookingApi api, Show show) {
        return api.call("GET", "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats", null, null)
                .body()
                .size();
    }

    /**
     * A load balancer that leads each new connection to the next instance that was ready when it last looked. It does
     * nothing about existing connections.
     */
    private static final class KubernetesService implements AutoCloseable {
        private final List<Instance> instances = new CopyOnWriteArrayList<>();
        private final Set<Instance> ready = ConcurrentHashMap.newKeySet();
        private final AtomicInteger turn = new AtomicInteger();
        private final ScheduledExecutorService probing = Executors.newScheduledThreadPool(INSTANCES);

        KubernetesService() {
            probing.scheduleAtFixedRate(
                    () -> instances.forEach(instance -> probing.execute(() -> look(instance))),
                    0,
                    500,
                    TimeUnit.MILLISECONDS);
        }

        private void look(Instance instance) {
            if (instance.isReady()) {
                ready.add(instance);
            } else {
                ready.remove(instance);
            }
        }

        void add(Instance instance) {
            instances.add(instance);
            await().until(() -> ready.contains(instance));
        }

        void replace(int place, Instance instance) {
            ready.remove(instances.set(place, instance));
            instance.awaitReady();
        }

        Instance choose() {
            List<Instance> able = instances.stream().filter(ready::contains).toList();
            if (able.isEmpty()) {
                throw new IllegalStateException("no instance is ready");
            }
            return able.get(Math.floorMod(turn.getAndIncrement(), able.size()));
        }

        @Override
        public void close() {
            probing.shutdownNow();
            instances.forEach(Instance::close);
        }
    }

    /** Clients that do one thing after the other, each a few times a second. */
    private static final class Load implements AutoCloseable {
        private static final int PACE_MILLIS = 100;

        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(BUYERS + WAITING + READERS);
        private final Map<Instance, AtomicInteger> served = new ConcurrentHashMap<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger purchases = new AtomicInteger();
        private final AtomicInteger nextSeat = new AtomicInteger();
        private final AtomicLong longestNanos = new AtomicLong();
        private final Show show;
        private final Show full;

        Load(Show show, Show full) {
            this.show = show;
            this.full = full;
            for (int i = 0; i < BUYERS; i++) {
                var client = new Client();
                again(() -> buy(client));
            }
            for (int i = 0; i < WAITING; i++) {
                var client = new Client();
                Buyer waiting = enter(client, full);
                again(() -> client.call("GET", "/queue/concerts/" + full.concert(), waiting.token(), null));
            }
            for (int i = 0; i < READERS; i++) {
                var client = new Client();
                again(() -> look(client));
            }
        }

        private void again(Runnable task) {
            threads.scheduleWithFixedDelay(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            failures.add(e.getMessage());
                        }
                    },
                    0,
                    PACE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        private Buyer enter(Client client, Show show) {
            String user =
                    client.call("POST", "/users", null, null).path("userId").asText();
            String path = "/queue/concerts/" + show.concert() + "/users/" + user;
            return new Buyer(
                    user, client.call("POST", path, null, null).path("tokenId").asText());
        }

        private void buy(Client client) {
            Buyer buyer = enter(client, show);
            client.call("POST", "/users/" + buyer.user() + "/points", null, Map.of("point", 1_000));
            client.call("GET", "/queue/concerts/" + show.concert(), buyer.token(), null);
            String seat = show.seats().get(nextSeat.getAndIncrement());
            var order = Map.of("concertId", show.concert(), "concertDateId", show.date());
            String reservation = client.call("POST", "/reservations/seats/" + seat, buyer.token(), order)
                    .path("reservationId")
                    .asText();
            client.call("GET", "/reservations/" + reservation, buyer.token(), null);
            client.call("POST", "/payments/" + reservation, buyer.token(), null);
            purchases.incrementAndGet();
        }

        private void look(Client client) {
            client.call("GET", "/concerts/" + full.concert(), null, null);
            client.call("GET", "/concerts/" + full.concert() + "/dates", null, null);
            client.call("GET", "/concerts/" + full.concert() + "/dates/" + full.date() + "/seats", null, null);
        }

        /** Waits for enough requests that all instances have had some of each kind. */
        void isServedByAll() {
            Map<Instance, Integer> before = new HashMap<>();
            served.forEach((instance, count) -> before.put(instance, count.get()));
            await().atMost(Duration.ofSeconds(30)).until(() -> service.instances.stream()
                    .allMatch(instance -> served.containsKey(instance)
                            && served.get(instance).get() > before.getOrDefault(instance, 0) + 100));
        }

        @Override
        public void close() throws InterruptedException {
            threads.shutdown();
            threads.awaitTermination(30, TimeUnit.SECONDS);
        }

        /**
         * A client with one connection at a time, kept until the other side says that it closes it or until it has been
         * used for a while. It retries nothing.
         */
        private final class Client {
            private static final int REQUESTS_OF_A_CONNECTION = 25;
            private static final int PATIENCE_MILLIS = 20_000;
            private static final ObjectMapper JSON = new ObjectMapper();

            private Socket connection;
            private Instance instance;
            private int requests;

            JsonNode call(String method, String path, String token, Object body) {
                long begin = System.nanoTime();
                try {
                    return exchange(method, path, token, body);
                } catch (IOException e) {
                    disconnect();
                    throw new UncheckedIOException(
                            "%s %s of %s: %s"
                                    .formatted(method, path, instance.log().getFileName(), e),
                            e);
                } finally {
                    longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
                }
            }

            private JsonNode exchange(String method, String path, String token, Object body) throws IOException {
                if (connection == null) {
                    connect();
                }
                byte[] content = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
                var request = new ByteArrayOutputStream();
                request.write("""
                        %s /api/v1%s HTTP/1.1\r
                        Host: localhost\r
                        %sContent-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        """.formatted(
                                method,
                                path,
                                token == null ? "" : "Authorization: Bearer " + token + "\r\n",
                                content.length)
                        .getBytes(ISO_8859_1));
                request.write(content);
                connection.getOutputStream().write(request.toByteArray());
                String status = line();
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (String header = line(); !header.isEmpty(); header = line()) {
                    headers.put(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 2));
                }
                byte[] answer = connection.getInputStream().readNBytes(Integer.parseInt(headers.get("Content-Length")));
                if (!status.startsWith("HTTP/1.1 20")) {
                    throw new IOException(status + " " + new String(answer, UTF_8));
                }
                served.computeIfAbsent(instance, each -> new AtomicInteger()).incrementAndGet();
                if ("close".equalsIgnoreCase(headers.get("Connection")) || ++requests == REQUESTS_OF_A_CONNECTION) {
                    disconnect();
                }
                return JSON.readTree(answer);
            }

            private String line() throws IOException {
                var line = new StringBuilder();
                for (int next = connection.getInputStream().read();
                        next != '\n';
                        next = connection.getInputStream().read()) {
                    if (next < 0) {
                        throw new EOFException("closed after '" + line + "'");
                    }
                    line.append((char) next);
                }
                return line.toString().stripTrailing();
            }

            private void connect() throws IOException {
                instance = service.choose();
                requests = 0;
                connections.incrementAndGet();
                connection = new Socket("localhost", instance.port());
                connection.setSoTimeout(PATIENCE_MILLIS);
            }

            private void disconnect() {
                try {
                    if (connection != null) {
                        connection.close();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    connection = null;
                }
            }
        }
    }
}
