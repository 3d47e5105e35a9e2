package io.onsale.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Writes to topics as somebody else would. */
@ApplicationScoped
public class TopicWriter {
    private final KafkaProducer<byte[], byte[]> producer;

    public TopicWriter(@ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A well-formed record but for the payload, which is the caller's. */
    public RecordMetadata write(String topic, UUID eventId, String key, byte[] payload) {
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), payload);
        String now = Instant.ofEpochMilli(System.currentTimeMillis()).toString();
        Map.of("ce_id", eventId.toString(), "ce_type", topic, "ce_time", now, "ce_schemaversion", "1")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return write(record);
    }

    public RecordMetadata write(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
