package io.onsale.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.Database;
import io.onsale.common.config.EventsConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** All that has arrived in Kafka, as tests want to see it. */
@ApplicationScoped
public class PublishedEvents {
    private final Database database;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventsConfig config;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private Collection<TopicPartition> partitions;

    public PublishedEvents(
            Database database, EventsConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        this.database = database;
        this.config = config;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The types of the events of a reservation, in the order in which they happened; those that wait in the outbox are waited for. */
    public List<String> typesOf(String reservation) {
        return of(reservation).stream().map(record -> header(record, "ce_type")).toList();
    }

    /** Those of one topic in the order in which they lie there. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> of(String reservation) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        database.count("SELECT COUNT(*) FROM outbox WHERE event_key = ?", UUID.fromString(reservation))
                                == 0);
        catchUp();
        return records.stream()
                .filter(record -> config.topics().contains(record.topic()))
                .filter(record -> reservation.equals(new String(record.key(), UTF_8)))
                .toList();
    }

    /** All records of the topics, dead letters included, in no certain order between partitions. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> all() {
        catchUp();
        return List.copyOf(records);
    }

    private void catchUp() {
        if (partitions == null) {
            partitions = config.topics().stream()
                    .flatMap(topic -> List.of(topic, topic + ".dead-letter").stream())
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
    }

    public static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    @PreDestroy
    void close() {
        consumer.close();
    }
}
