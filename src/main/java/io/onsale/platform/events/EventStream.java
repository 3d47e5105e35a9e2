package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The stream of events in Kafka: CloudEvents 1.0 in the binary mode of its protocol binding, with attributes as headers and the payload as
 * the value.
 */
@ApplicationScoped
public class EventStream {
    /**
     * @param stored the events that are safely stored
     * @param trouble why the others are not, for the log
     */
    public record Outcome(List<RecordedEvent> stored, Optional<String> trouble) {}

    private final KafkaRecords records;
    private final Traces traces;

    public EventStream(KafkaRecords records, Traces traces) {
        this.records = records;
        this.traces = traces;
    }

    /**
     * Publishes events; those of one key arrive in the order of the list. The result completes within a bounded time, when each event is
     * safely stored or given up. An event that is given up may still arrive.
     *
     * @param events of one type
     */
    public CompletionStage<Outcome> publish(List<RecordedEvent> events) {
        List<Span> spans = events.stream().map(this::span).toList();
        var toSend = new ArrayList<ProducerRecord<byte[], byte[]>>(events.size());
        for (int i = 0; i < events.size(); i++) {
            toSend.add(record(events.get(i), Traces.traceparent(spans.get(i))));
        }
        List<CompletableFuture<Void>> sent = records.send(toSend);
        for (int i = 0; i < events.size(); i++) {
            Span span = spans.get(i);
            sent.get(i).whenComplete((nothing, failure) -> Traces.end(span, failure));
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .handle((all, failure) -> outcome(events, sent));
    }

    private static Outcome outcome(List<RecordedEvent> events, List<CompletableFuture<Void>> sent) {
        var stored = new ArrayList<RecordedEvent>(events.size());
        Throwable trouble = null;
        for (int i = 0; i < events.size(); i++) {
            Throwable failure = sent.get(i).handle((nothing, e) -> e).join();
            if (failure == null) {
                stored.add(events.get(i));
            } else if (trouble == null) {
                trouble = failure;
            }
        }
        return new Outcome(stored, Optional.ofNullable(trouble).map(EventStream::inAWord));
    }

    private static String inAWord(Throwable trouble) {
        return trouble.getMessage() == null ? "no answer" : trouble.getMessage();
    }

    /** The span until the brokers have acknowledged the event, in the trace of the request that recorded it. */
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

    private static ProducerRecord<byte[], byte[]> record(RecordedEvent event, String traceparent) {
        byte[] key = event.key().toString().getBytes(UTF_8);
        byte[] value = event.payload().getBytes(UTF_8);
        return new ProducerRecord<>(event.type(), null, key, value, headers(event, traceparent));
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
