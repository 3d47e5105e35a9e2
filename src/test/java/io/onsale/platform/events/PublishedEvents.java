package io.onsale.platform.events;

import static org.awaitility.Awaitility.await;

import io.onsale.booking.Database;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The events that have arrived in Kafka. Each look waits for what is still in the outbox. */
@ApplicationScoped
public class PublishedEvents {
    private final Database database;
    private final TopicReader topics;

    public PublishedEvents(
            Database database, EventsConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        this.database = database;
        this.topics = new TopicReader(brokers, config.topics());
    }

    /** The types of the events of a reservation, in the order in which they happened. */
    public List<String> typesOf(String reservation) {
        return of(reservation).stream()
                .sorted(Comparator.comparing(record -> Instant.parse(header(record, "ce_time"))))
                .map(record -> header(record, "ce_type"))
                .toList();
    }

    /** The events of a reservation; those of one topic are in the order of the topic. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> of(String reservation) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        database.count("SELECT COUNT(*) FROM outbox WHERE event_key = ?", UUID.fromString(reservation))
                                == 0);
        return topics.of(reservation);
    }

    /** All records of the topics, dead letters included. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> all() {
        return topics.all();
    }

    public static String header(ConsumerRecord<?, ?> record, String name) {
        return TopicReader.header(record, name);
    }

    @PreDestroy
    void close() {
        topics.close();
    }
}
