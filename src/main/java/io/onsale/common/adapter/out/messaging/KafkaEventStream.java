package io.onsale.common.adapter.out.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.common.domain.RecordedEvent;
import io.onsale.common.port.out.EventStream;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events as CloudEvents 1.0 in the binary mode of its Kafka protocol binding: attributes as headers, the payload as the value. */
@ApplicationScoped
public class KafkaEventStream implements EventStream {
    private final KafkaRecords records;

    public KafkaEventStream(KafkaRecords records) {
        this.records = records;
    }

    @Override
    public CompletionStage<Void> publish(List<RecordedEvent> events) {
        return Uni.join()
                .all(events.stream().map(this::publish).toList())
                .andFailFast()
                .replaceWithVoid()
                .subscribeAsCompletionStage();
    }

    private Uni<Void> publish(RecordedEvent event) {
        byte[] key = event.key().toString().getBytes(UTF_8);
        // Subscribed at once, so that the order of sending is the order of the list.
        return Uni.createFrom()
                .completionStage(records.send(
                                event.type(),
                                key,
                                headers(event),
                                event.payload().getBytes(UTF_8))
                        .subscribeAsCompletionStage());
    }

    private static Headers headers(RecordedEvent event) {
        var headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.eventId());
        add(headers, "ce_source", "/onsale");
        add(headers, "ce_type", event.type());
        add(headers, "ce_time", event.occurredAt());
        add(headers, "ce_subject", event.key());
        add(headers, "ce_schemaversion", event.schemaVersion());
        add(headers, "content-type", "application/json");
        return headers;
    }

    private static void add(Headers headers, String name, Object value) {
        headers.add(name, value.toString().getBytes(UTF_8));
    }
}
