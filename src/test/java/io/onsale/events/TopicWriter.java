package io.onsale.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
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
        Map<String, String> headers = headers(topic);
        headers.put("ce_id", eventId.toString());
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return write(record);
    }

    /** The headers of a well-formed record, to be changed at will. */
    public static Map<String, String> headers(String topic) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_id", UUID.randomUUID().toString());
        headers.put("ce_type", topic);
        headers.put("ce_time", Instant.ofEpochMilli(System.currentTimeMillis()).toString());
        headers.put("ce_schemaversion", "1");
        return headers;
    }

    /** To the first partition, so that what is written later comes later; key and payload may be null. */
    public RecordMetadata write(String topic, String key, Map<String, String> headers, byte[] payload) {
        var record = new ProducerRecord<>(topic, 0, key == null ? null : key.getBytes(UTF_8), payload);
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return write(record);
    }

    public RecordMetadata write(String topic, String key, Map<String, String> headers, String payload) {
        return write(topic, key, headers, payload.getBytes(UTF_8));
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
