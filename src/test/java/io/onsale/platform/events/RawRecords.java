package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A producer of records that no relay would send. */
@ApplicationScoped
public class RawRecords {
    private final KafkaProducer<byte[], byte[]> producer;

    public RawRecords(@ConfigProperty(name = "kafka.bootstrap.servers") String brokers) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The headers of an event of this type, which a test can change. */
    public static Map<String, String> headers(String type) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_id", UUID.randomUUID().toString());
        headers.put("ce_type", type);
        headers.put("ce_time", Instant.now().toString());
        headers.put("ce_schemaversion", "1");
        return headers;
    }

    /** Sends to the first partition always, so that what is sent later comes later. */
    public RecordMetadata send(String topic, String key, Map<String, String> headers, byte[] value) {
        var record = new ProducerRecord<>(topic, 0, key == null ? null : key.getBytes(UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        return send(record);
    }

    public RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends without waiting for the acknowledgement. */
    public Future<RecordMetadata> sendSoon(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    public RecordMetadata send(String topic, String key, Map<String, String> headers, String value) {
        return send(topic, key, headers, value.getBytes(UTF_8));
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
