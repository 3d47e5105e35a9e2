package io.onsale.common.adapter.out.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The one producer of this instance. What it takes it sends, in order, until the brokers have it (see the settings of the channel). */
@ApplicationScoped
public class KafkaRecords {
    private final MutinyEmitter<byte[]> records;

    public KafkaRecords(
            @Channel("records") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> records) {
        this.records = records;
    }

    /** Completes when all in-sync replicas have the record. */
    public Uni<Void> send(String topic, byte[] key, Headers headers, byte[] value) {
        var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withTopic(topic)
                .withKey(key)
                .withHeaders(headers)
                .build();
        return records.sendMessage(Message.of(value, Metadata.of(metadata)));
    }
}
