package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.onsale.ExpectedFailures;
import io.onsale.booking.Database;
import io.onsale.kernel.DomainEvent;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Tests of the relay between the real outbox and the real brokers. The events are declines that are not final, on which
 * no consumer acts.
 */
@QuarkusTest
class OutboxRelayTest {
    private static final Logger LOG = Logger.getLogger(OutboxRelayTest.class);

    @Inject
    EventOutbox outbox;

    @Inject
    IdGenerator ids;

    @Inject
    Database database;

    @Inject
    PublishedEvents events;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    /** @param number the place in the order of recording */
    record Declined(
            UUID eventId,
            Instant occurredAt,
            UUID reservationId,
            int number,
            @JsonProperty("final") boolean last) implements DomainEvent {
        @Override
        public String type() {
            return "payment.failed";
        }

        @Override
        public UUID key() {
            return reservationId;
        }
    }

    @Test
    void givenCommit_eventIsInKafkaAsACloudEvent() {
        // Given
        UUID key = ids.next();
        DomainEvent event = event(key, 1);
        // When
        commit(List.of(event));
        // Then
        ConsumerRecord<byte[], byte[]> record = only(key);
        assertThat(record.topic()).isEqualTo("payment.failed");
        assertThat(PublishedEvents.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(PublishedEvents.header(record, "ce_id"))
                .isEqualTo(event.eventId().toString());
        assertThat(PublishedEvents.header(record, "ce_source")).isEqualTo("/onsale");
        assertThat(PublishedEvents.header(record, "ce_type")).isEqualTo("payment.failed");
        assertThat(PublishedEvents.header(record, "ce_subject")).isEqualTo(key.toString());
        assertThat(Instant.parse(PublishedEvents.header(record, "ce_time"))).isEqualTo(event.occurredAt());
        assertThat(PublishedEvents.header(record, "ce_schemaversion")).isEqualTo("1");
        assertThat(PublishedEvents.header(record, "content-type")).isEqualTo("application/json");
        assertThat(new String(record.value(), UTF_8))
                .contains("\"reservationId\"", key.toString(), "\"number\"", "\"eventId\"");
    }

    @Test
    void givenRollback_noEventLeaves() {
        // Given
        UUID key = ids.next();
        QuarkusTransaction.begin();
        outbox.append(event(key, 1));
        QuarkusTransaction.rollback();
        // When
        commit(List.of(event(key, 2)));
        // Then
        assertThat(new String(only(key).value(), UTF_8)).containsPattern("\"number\" ?: ?2");
    }

    @Test
    void givenManyKeys_eachKeepsItsOrder_andNothingStays() {
        // Given
        List<UUID> keys = Stream.generate(ids::next).limit(20).toList();
        // When
        List<Thread> writers = keys.stream()
                .map(key -> new Thread(
                        () -> IntStream.range(0, 100).forEach(number -> commit(List.of(event(key, number))))))
                .toList();
        writers.forEach(Thread::start);
        writers.forEach(OutboxRelayTest::join);
        // Then
        for (UUID key : keys) {
            assertThat(numbers(events.of(key.toString())))
                    .isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
        assertThat(waiting(keys)).isZero();
    }

    @Test
    void givenChangeThatCommitsLate_isFoundAllTheSame() throws Exception {
        // Given
        UUID late = ids.next();
        UUID early = ids.next();
        var recorded = new CountDownLatch(1);
        var sent = new CountDownLatch(1);
        var writer = new Thread(() -> QuarkusTransaction.requiringNew().run(() -> {
            outbox.append(event(late, 1));
            recorded.countDown();
            wait(sent);
        }));
        writer.start();
        wait(recorded);
        // When
        commit(List.of(event(early, 1)));
        only(early);
        sent.countDown();
        join(writer);
        // Then
        only(late);
    }

    @Test
    void givenConnectionOfTheRelayIsCut_anotherOneGoesOn() throws SQLException {
        UUID key = ids.next();
        try (var failures = new ExpectedFailures(BackgroundJobs.class)) {
            for (int number = 0; number < 5; number++) {
                // When
                cutTheRelay();
                commit(List.of(event(key, number)));
            }
            // Then
            assertThat(numbers(events.of(key.toString())).stream().distinct().toList())
                    .containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    void givenAnotherInstanceRelays_thisOneStandsBy_untilTheOtherDies() throws SQLException {
        UUID key = ids.next();
        try (var failures = new ExpectedFailures(BackgroundJobs.class);
                Connection other = DriverManager.getConnection(url, "root", "");
                var statement = other.createStatement()) {
            // Given
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                cutTheRelay();
                try (var row = statement.executeQuery("SELECT GET_LOCK(CONCAT(DATABASE(), '.outbox'), 1)")) {
                    row.next();
                    return row.getInt(1) == 1;
                }
            });
            commit(List.of(event(key, 1)));
            await().during(Duration.ofSeconds(2)).until(() -> waiting(List.of(key)) == 1);
            // When
            try (var killer = DriverManager.getConnection(url, "root", "");
                    var kill = killer.createStatement()) {
                kill.execute("KILL " + holder());
            }
        }
        // Then
        only(key);
    }

    /** A measurement of what the design demands; it is logged and not asserted, since it depends on the machine. */
    @Test
    void givenLoad_latencyAndCatchUp() throws InterruptedException {
        // At 500 a second
        List<UUID> keys = Stream.generate(ids::next).limit(5_000).toList();
        var writers = Executors.newFixedThreadPool(8);
        long begin = System.nanoTime();
        for (int i = 0; i < keys.size(); i++) {
            LockSupport.parkNanos(begin + TimeUnit.MILLISECONDS.toNanos(2L * i) - System.nanoTime());
            UUID key = keys.get(i);
            writers.execute(() -> commit(List.of(event(key, 1))));
        }
        writers.shutdown();
        assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting(keys) == 0);
        Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey = events.all().stream()
                .filter(record -> record.key() != null)
                .collect(groupingBy(record -> new String(record.key(), UTF_8)));
        long[] millis = keys.stream()
                .map(key -> byKey.get(key.toString()).get(0))
                .mapToLong(record -> record.timestamp()
                        - Instant.parse(PublishedEvents.header(record, "ce_time"))
                                .toEpochMilli())
                .sorted()
                .toArray();
        LOG.infof(
                "From commit to Kafka at 500 events/s: median %d ms, p99 %d ms",
                millis[millis.length / 2], millis[millis.length * 99 / 100]);

        // A backlog, recorded while nobody relays
        List<UUID> backlog = Stream.generate(ids::next).limit(20_000).toList();
        QuarkusTransaction.requiringNew().run(() -> {
            for (int from = 0; from < backlog.size(); from += 1_000) {
                outbox.append(backlog.subList(from, from + 1_000).stream()
                        .map(key -> event(key, 1))
                        .toList());
            }
        });
        begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> database.count("SELECT COUNT(*) FROM outbox") == 0);
        double seconds = (System.nanoTime() - begin) / 1e9;
        LOG.infof("Catching up: %.0f events/s", backlog.size() / seconds);
        assertThat(events.all().stream()
                        .filter(record -> record.key() != null)
                        .map(record -> new String(record.key(), UTF_8)))
                .containsAll(backlog.stream().map(UUID::toString).toList());
    }

    private DomainEvent event(UUID key, int number) {
        return new Declined(ids.next(), Instant.ofEpochMilli(System.currentTimeMillis()), key, number, false);
    }

    private void commit(List<DomainEvent> recorded) {
        QuarkusTransaction.requiringNew().run(() -> outbox.append(recorded));
    }

    private ConsumerRecord<byte[], byte[]> only(UUID key) {
        List<ConsumerRecord<byte[], byte[]>> records = events.of(key.toString());
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static List<Integer> numbers(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> Integer.valueOf(
                        new String(record.value(), UTF_8).replaceFirst("(?s).*\"number\" ?: ?(\\d+).*", "$1")))
                .toList();
    }

    private long waiting(List<UUID> keys) {
        String given = "?" + ", ?".repeat(keys.size() - 1);
        return database.count(
                "SELECT COUNT(*) FROM outbox WHERE event_key IN (" + given + ")", keys.toArray(UUID[]::new));
    }

    private long holder() {
        return database.count("SELECT COALESCE(IS_USED_LOCK(CONCAT(DATABASE(), '.outbox')), 0)");
    }

    private void cutTheRelay() throws SQLException {
        long connection = holder();
        if (connection != 0) {
            try (Connection killer = DriverManager.getConnection(url, "root", "");
                    var statement = killer.createStatement()) {
                statement.execute("KILL " + connection);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
