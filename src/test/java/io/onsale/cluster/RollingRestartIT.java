package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All instances are replaced, one after the other, while buyers book through them. Nobody notices. */
class RollingRestartIT {
    private static final int INSTANCES = 3;
    private static final int BUYERS = 8;
    private static final int SEATS = 5_000;

    private static final List<Instance> instances = new CopyOnWriteArrayList<>();
    private static Servers servers;
    private static Map<String, String> settings;

    @BeforeAll
    static void start() {
        servers = Servers.start("rolling");
        settings = new HashMap<>(servers.settings());
        // Longer than a balancer takes to notice. 0 makes the test fail.
        settings.put("quarkus.shutdown.delay", System.getProperty("shutdown.delay", "3S"));
        instances.add(new Instance("rolling-0", settings).awaitReady());
        IntStream.range(1, INSTANCES).forEach(i -> instances.add(new Instance("rolling-" + i, settings)));
        instances.forEach(Instance::awaitReady);
    }

    @AfterAll
    static void end() {
        instances.forEach(Instance::close);
        servers.close();
    }

    @Test
    void givenBuyers_replaceEachInstance_nobodyNotices() throws Exception {
        try (var balancer = new Balancer(instances)) {
            // Given
            var buyers = new Buyers(new BookingApi(balancer::next));
            buyers.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> buyers.purchases.get() >= BUYERS);
            var replaced = new ArrayList<Instance>();
            // When
            for (int i = 0; i < INSTANCES; i++) {
                Instance old = instances.get(0);
                replaced.add(old);
                assertThat(old.terminate()).as("exit code, see %s", old.log()).isEqualTo(143);
                instances.remove(old);
                instances.add(new Instance("rolling-" + (INSTANCES + i), settings).awaitReady());
            }
            int before = buyers.purchases.get();
            await().atMost(Duration.ofSeconds(20)).until(() -> buyers.purchases.get() >= before + BUYERS);
            buyers.end();
            // Then
            System.out.printf(
                    "Rolling restart of %d instances: %d requests, %d purchases, %d failures, longest answer %d ms%n",
                    INSTANCES,
                    buyers.requests.get(),
                    buyers.purchases.get(),
                    buyers.failures.size(),
                    buyers.longestNanos.get() / 1_000_000);
            assertThat(buyers.failures).isEmpty();
            assertThat(replaced).allSatisfy(old -> assertThat(old.log())
                    .content()
                    .contains("stopped in")
                    .doesNotContain(" ERROR "));
            assertThat(Duration.ofNanos(buyers.longestNanos.get())).isLessThan(Duration.ofSeconds(5));
            Answer checked = new BookingApi(balancer::next).call("GET", "/admin/invariants", null, null);
            assertThat(checked.body().path("holds").asBoolean())
                    .as("%s", checked.body())
                    .isTrue();
        }
    }

    /** Each books seat after seat, always one that nobody else wants. */
    private static final class Buyers {
        private final BookingApi api;
        private final Show show;
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger nextSeat = new AtomicInteger();
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger purchases = new AtomicInteger();
        private final AtomicLong longestNanos = new AtomicLong();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean ended;

        Buyers(BookingApi api) {
            this.api = api;
            // The first answers of a cold instance may be late where the machine is busy.
            for (int i = 0; i < INSTANCES; i++) {
                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> api.aUser(1_000) != null);
            }
            this.show = api.aShowOf(SEATS);
        }

        void start() {
            for (int i = 0; i < BUYERS; i++) {
                var thread = new Thread(this::buyUntilTheEnd, "buyer-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        void end() throws InterruptedException {
            ended = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private void buyUntilTheEnd() {
            while (!ended) {
                try {
                    buy();
                } catch (RuntimeException e) {
                    failures.add(String.valueOf(e));
                }
            }
        }

        private void buy() {
            Answer registered = expect(201, "POST", "/users", null, null);
            String user = registered.text("userId");
            expect(200, "POST", "/users/" + user + "/points", null, Map.of("point", 1_000));
            String queue = "/queue/concerts/" + show.concert();
            var buyer = new Buyer(
                    user,
                    expect(201, "POST", queue + "/users/" + user, null, null).text("tokenId"));
            while (!"ACTIVE"
                    .equals(expect(200, "GET", queue, buyer.token(), null).text("status"))) {
                Thread.onSpinWait();
            }
            String seat = show.seats().get(nextSeat.getAndIncrement() % SEATS);
            var order = Map.of("concertId", show.concert(), "concertDateId", show.date());
            String reservation = expect(200, "POST", "/reservations/seats/" + seat, buyer.token(), order)
                    .text("reservationId");
            Answer paid = expect(200, "POST", "/payments/" + reservation, buyer.token(), null);
            if ("SUCCESS".equals(paid.text("status"))) {
                purchases.incrementAndGet();
            } else {
                failures.add("not paid: " + paid);
            }
        }

        private Answer expect(int status, String method, String path, String token, Object body) {
            long begin = System.nanoTime();
            Answer answer = api.call(method, path, token, body);
            longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
            requests.incrementAndGet();
            if (answer.status() != status) {
                throw new IllegalStateException(method + " " + path + ": " + answer);
            }
            return answer;
        }
    }

    /** As a service of Kubernetes: new requests go in turn to those that were ready when they were last asked, twice a second. */
    private static final class Balancer implements AutoCloseable {
        /** Also those that are being stopped. */
        private final List<Instance> known;

        private final AtomicInteger turn = new AtomicInteger();
        private final Thread asking = new Thread(this::ask, "balancer");
        private volatile List<String> ready = List.of();
        private volatile boolean closed;

        Balancer(List<Instance> known) {
            this.known = known;
            look();
            asking.start();
        }

        String next() {
            List<String> now = ready;
            return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
        }

        private void ask() {
            while (!closed) {
                await().pollDelay(Duration.ofMillis(500)).until(() -> true);
                look();
            }
        }

        private void look() {
            ready = known.stream().filter(Instance::isReady).map(Instance::url).toList();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
