package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A reader of all records in topics and their dead-letter topics, whether or not others have read them. For one thread
 * at a time.
 */
public final class TopicReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private Collection<TopicPartition> partitions;

    public TopicReader(String brokers, List<String> topics) {
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** All records; those of each partition are in its order. */
    public List<ConsumerRecord<byte[], byte[]>> all() {
        if (partitions == null) {
            partitions = topics.stream()
                    .flatMap(topic -> Stream.of(topic, topic + ".dead-letter"))
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
        return List.copyOf(records);
    }

    /** The events of a key, without dead letters; those of one topic are in its order. */
    public List<ConsumerRecord<byte[], byte[]>> of(String key) {
        return all().stream()
                .filter(record -> topics.contains(record.topic()))
                .filter(record -> Arrays.equals(key.getBytes(UTF_8), record.key()))
                .toList();
    }

    public static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
