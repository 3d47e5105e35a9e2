package io.onsale.common.adapter.out.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.common.adapter.Traces;
import io.onsale.common.domain.RecordedEvent;
import io.onsale.common.port.out.EventStream;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
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
    private final Traces traces;

    public KafkaEventStream(KafkaRecords records, Traces traces) {
        this.records = records;
        this.traces = traces;
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
        Span span = span(event);
        // Subscribed at once, so that the order of sending is the order of the list.
        return Uni.createFrom()
                .completionStage(records.send(
                                event.type(),
                                key,
                                headers(event, Traces.traceparent(span)),
                                event.payload().getBytes(UTF_8))
                        .subscribeAsCompletionStage()
                        .whenComplete((sent, failure) -> Traces.end(span, failure)));
    }

    /** Until the brokers have acknowledged it, in the trace of the request that has recorded the event. */
    private Span span(RecordedEvent event) {
        if (event.traceparent() == null) {
            return Span.getInvalid();
        }
        return traces.span("send " + event.type(), SpanKind.PRODUCER)
                .setParent(Traces.following(event.traceparent()))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", event.type())
                .startSpan();
    }

    private static Headers headers(RecordedEvent event, String traceparent) {
        var headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.eventId());
        add(headers, "ce_source", "/onsale");
        add(headers, "ce_type", event.type());
        add(headers, "ce_time", event.occurredAt());
        add(headers, "ce_subject", event.key());
        add(headers, "ce_schemaversion", event.schemaVersion());
        add(headers, "content-type", "application/json");
        if (traceparent != null) {
            add(headers, Traces.TRACEPARENT, traceparent);
        }
        return headers;
    }

    private static void add(Headers headers, String name, Object value) {
        headers.add(name, value.toString().getBytes(UTF_8));
    }
}
