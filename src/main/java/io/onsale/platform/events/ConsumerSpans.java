package io.onsale.platform.events;

import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The spans of records that a consumer processes together, each in the trace of its event. The shared work shows below one of them, to
 * which the others are linked.
 */
final class ConsumerSpans implements AutoCloseable {
    private final Map<ConsumerRecord<?, ?>, Span> spans = new LinkedHashMap<>();
    private final Scope scope;

    ConsumerSpans(Traces traces, String consumer, Collection<? extends ConsumerRecord<?, ?>> records) {
        for (var record : records) {
            Context trace = Traces.following(HeaderText.of(record.headers(), Traces.TRACEPARENT));
            if (EventReader.isFor(consumer, record)
                    && Span.fromContext(trace).getSpanContext().isValid()) {
                spans.put(record, span(traces, consumer, record, trace));
            }
        }
        Span shown = spans.values().stream()
                .filter(Span::isRecording)
                .findFirst()
                .or(() -> spans.values().stream().findFirst())
                .orElse(Span.getInvalid());
        spans.values().stream().filter(span -> span != shown).forEach(span -> span.addLink(shown.getSpanContext()));
        scope = spans.isEmpty() ? Scope.noop() : Context.root().with(shown).makeCurrent();
    }

    private static Span span(Traces traces, String consumer, ConsumerRecord<?, ?> record, Context trace) {
        return traces.span("process " + record.topic(), SpanKind.CONSUMER)
                .setParent(trace)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("messaging.consumer.group.name", consumer)
                .startSpan();
    }

    void givenUp(ConsumerRecord<?, ?> record, UndeliverableEventException reason) {
        spans.getOrDefault(record, Span.getInvalid())
                .setStatus(StatusCode.ERROR)
                .setAttribute("error.type", reason.code());
    }

    @Override
    public void close() {
        scope.close();
        spans.values().forEach(Span::end);
    }
}
