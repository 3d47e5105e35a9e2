package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.booking.Database;
import io.onsale.kernel.DomainEvent;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of a topic that goes away under load and comes back smaller: its events still arrive, and those of other topics
 * do not wait.
 */
@QuarkusTest
@TestProfile(OwnServers.class)
class RecreatedTopicTest {
    private static final Logger LOG = Logger.getLogger(RecreatedTopicTest.class);
    /** The topic of declines: on those that are not final no consumer acts. */
    private static final String GONE = "payment.failed";

    private static final String OTHER = "reservation.created";
    private static final Duration SOON = Duration.ofSeconds(90);

    @Inject
    EventOutbox outbox;

    @Inject
    IdGenerator ids;

    @Inject
    Database database;

    @Inject
    EventsConfig config;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    record Event(
            String type,
            UUID eventId,
            Instant occurredAt,
            UUID reservationId,
            UUID concertId,
            UUID concertDateId,
            List<UUID> seatIds,
            @JsonProperty("final") boolean last)
            implements DomainEvent {
        @Override
        public UUID key() {
            return reservationId;
        }
    }

    @AfterEach
    void asConfigured() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            recreate(admin, config.partitions());
        }
        // The wait is for other tests: none may begin with a producer or consumers that know the old topic.
        await().atMost(SOON).until(() -> {
            UUID key = ids.next();
            commit(GONE, key);
            return arrived(key);
        });
    }

    private boolean arrived(UUID key) {
        await().atMost(SOON).until(() -> waiting() == 0);
        return keys(GONE).contains(key.toString());
    }

    @Test
    void givenTopicRecreatedUnderLoad_allEventsArrive_andOthersWithoutWaitingForThem() throws Exception {
        var on = new AtomicBoolean(true);
        var written = new ConcurrentLinkedQueue<UUID>();
        var writers = Executors.newFixedThreadPool(2);
        try (var replaced = new ExpectedFailures(KafkaRecords.class);
                var topics = new ExpectedFailures(KafkaTopics.class);
                var late = new ExpectedFailures(OutboxRelay.class);
                Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            // Given
            for (int i = 0; i < 2; i++) {
                writers.execute(() -> {
                    while (on.get()) {
                        UUID key = ids.next();
                        commit(GONE, key);
                        written.add(key);
                    }
                });
            }
            await().atMost(SOON).until(() -> written.size() > 200);
            // When
            recreate(admin, 1);
            Set<String> lost =
                    Set.copyOf(written.stream().map(UUID::toString).toList()); // the records of the old topic are gone
            await().atMost(SOON).until(() -> waiting() > 0 && pending() > 0);
            long begin = System.nanoTime();
            UUID other = ids.next();
            commit(OTHER, other);
            await().atMost(Duration.ofSeconds(30)).until(() -> keys(OTHER).contains(other.toString()));
            LOG.infof(
                    "An event of another topic arrived after %d ms, while %.0f were pending",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), pending());
            await().atMost(SOON).until(() -> written.stream()
                    .map(UUID::toString)
                    .filter(key -> !lost.contains(key))
                    .anyMatch(keys(GONE)::contains));
            on.set(false);
            writers.shutdown();
            assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            // Then
            await().atMost(SOON).until(() -> waiting() == 0);
            Set<String> arrived = keys(GONE);
            assertThat(written.stream().map(UUID::toString).filter(key -> !lost.contains(key)))
                    .isNotEmpty()
                    .allMatch(arrived::contains);
            await().atMost(SOON).until(() -> pending() == 0);
            await().atMost(SOON).until(() -> gauge("onsale.topics.small") == 1);
        } finally {
            on.set(false);
            writers.shutdownNow();
        }
    }

    /** Deletes the topic and creates it, even if brokers do so as well meanwhile. */
    private void recreate(Admin admin, int partitions) throws Exception {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            admin.deleteTopics(List.of(GONE)).all().get();
            admin.createTopics(List.of(new NewTopic(GONE, partitions, (short) 3)))
                    .all()
                    .get();
            return admin.describeTopics(List.of(GONE))
                            .allTopicNames()
                            .get()
                            .get(GONE)
                            .partitions()
                            .size()
                    == partitions;
        });
    }

    private void commit(String type, UUID key) {
        var event = new Event(
                type,
                ids.next(),
                Instant.ofEpochMilli(System.currentTimeMillis()),
                key,
                UUID.randomUUID(),
                UUID.randomUUID(),
                List.of(),
                false);
        QuarkusTransaction.requiringNew().run(() -> outbox.append(event));
    }

    private Set<String> keys(String topic) {
        try (var reader = new TopicReader(brokers, List.of(topic))) {
            return reader.all().stream()
                    .filter(record -> record.key() != null && record.topic().equals(topic))
                    .map(ConsumerRecord::key)
                    .map(key -> new String(key, UTF_8))
                    .collect(toSet());
        }
    }

    private long waiting() {
        return database.count("SELECT COUNT(*) FROM outbox");
    }

    private double pending() {
        return gauge("onsale.outbox.pending");
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }
}
