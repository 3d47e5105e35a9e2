package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Outages of servers that freeze, which is worse than dying: connections stay open and nobody answers. One instance
 * meets them.
 */
class DependencyOutageIT {
    private static Servers servers;
    private static Instance instance;
    private static BookingApi api;

    private final Show show = api.aShow();

    @BeforeAll
    static void start() {
        servers = Servers.start("dependency");
        instance = new Instance("dependency", servers.settings()).awaitReady();
        api = new BookingApi(instance.url());
    }

    @AfterAll
    static void end() {
        instance.close();
        servers.close();
    }

    @Test
    void givenFrozenRedis_holdsArePaidAndSeatsShown_andTheRestFailsAtOnce() throws Exception {
        // Given
        Buyer buyer = api.aBuyer(show, 50_000);
        String first = api.reserved(show, buyer, show.seats().get(0));
        String second = api.reserved(show, buyer, show.seats().get(1));
        String user = api.aUser(0);
        signal("STOP", servers.redis().processes());
        try {
            // When
            Answer paid = within(2_000, () -> api.pay(buyer, first));
            Answer cancelled = within(2_000, () -> api.cancel(buyer, second));
            List<String> seats = within(1_500, () -> api.seatIds(show.concert(), show.date()));
            // Then
            assertThat(paid.text("status")).isEqualTo("SUCCESS");
            assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
            assertThat(seats).hasSize(50);
            String enter = "/queue/concerts/" + show.concert() + "/users/" + user;
            for (int i = 0; i < 10; i++) {
                Answer entered = within(1_500, () -> api.call("POST", enter, null, null));
                assertThat(entered.status()).isEqualTo(503);
                Answer reserved = within(
                        1_500, () -> api.reserve(show, buyer, show.seats().get(2)));
                assertThat(reserved.status()).isEqualTo(503);
            }
            long begin = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(api.call("POST", enter, null, null).status()).isEqualTo(503);
            }
            System.out.printf("Without Redis: 100 refusals in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
            assertThat(instance.isReady()).isTrue();
        } finally {
            signal("CONT", servers.redis().processes());
        }
        long back = System.nanoTime();
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    // Each try is by another user, since the first would soon have asked too often.
                    String path = "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0);
                    return api.call("POST", path, null, null).status() == 201;
                });
        System.out.printf("With Redis again: served after %d ms%n", (System.nanoTime() - back) / 1_000_000);
        // The seats that unanswered scripts had locked are free again.
        Buyer next = api.aBuyer(show, 0);
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> api.reserve(show, next, show.seats().get(2)).status() == 200);
        assertThat(lines("Redis does not answer")).isEqualTo(1);
        assertThat(lines("Redis answers again")).isEqualTo(1);
    }

    @Test
    void givenRestartedDatabase_noneOfItsDeadConnectionsFailsARequest() throws Exception {
        // Given
        ExecutorService buyers = Executors.newFixedThreadPool(20);
        var users = new ArrayList<Future<String>>();
        for (int i = 0; i < 100; i++) {
            users.add(buyers.submit(() -> api.aUser(1_000)));
        }
        for (Future<String> user : users) {
            user.get();
        }
        servers.mariaDb().kill();
        Answer down = within(2_500, () -> api.call("POST", "/users", null, null));
        assertThat(down.status()).isEqualTo(503);
        // The outage is longer than an idle connection is trusted (foreground-validation-interval).
        await().during(Duration.ofSeconds(1))
                .until(() -> api.call("POST", "/users", null, null).status() == 503);
        servers.mariaDb().start();
        // When
        var answers = new ArrayList<Future<Answer>>();
        for (int i = 0; i < 100; i++) {
            answers.add(buyers.submit(() -> api.call("POST", "/users", null, null)));
        }
        // Then
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(201);
        }
        buyers.shutdown();
    }

    @Test
    void givenFrozenDatabase_everyRequestIsAnswered() throws Exception {
        // Given
        ExecutorService buyers = Executors.newFixedThreadPool(60);
        signal("STOP", servers.mariaDb().processes());
        var answers = new ArrayList<Future<Answer>>();
        try {
            // When
            for (int i = 0; i < 60; i++) {
                answers.add(buyers.submit(() -> within(5_500, () -> api.call("POST", "/users", null, null))));
            }
            // Then
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(503);
            }
        } finally {
            signal("CONT", servers.mariaDb().processes());
            buyers.shutdown();
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> api.call("POST", "/users", null, null).status() == 201);
    }

    /**
     * Here all threads wait for the database, so that a probe that needs one would be late. It takes two minutes: run
     * by {@code -Doutage.long=true}.
     */
    @Test
    @EnabledIfSystemProperty(named = "outage.long", matches = "true")
    void givenAllServersFrozen_forLongerThanAnyLoopMayTake_theInstanceIsAlive() throws Exception {
        // Given
        List<ProcessHandle> frozen = servers.processes();
        ExecutorService buyers = Executors.newFixedThreadPool(60);
        signal("STOP", frozen);
        try {
            for (int i = 0; i < 60; i++) {
                buyers.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        api.call("POST", "/users", null, null);
                    }
                });
            }
            // When, then
            await().atMost(Duration.ofSeconds(130))
                    .pollInterval(Duration.ofSeconds(1))
                    .during(Duration.ofSeconds(100))
                    .until(instance::isLive);
        } finally {
            signal("CONT", frozen);
            buyers.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.call("POST", "/users", null, null).status() == 201);
    }

    private static <T> T within(long millis, Callable<T> call) throws Exception {
        long begin = System.nanoTime();
        T result = call.call();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(millis));
        return result;
    }

    private static long lines(String text) throws Exception {
        try (var lines = Files.lines(instance.log())) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    static void signal(String name, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid())
                    .start()
                    .waitFor();
        }
    }
}
