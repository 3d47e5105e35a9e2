package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.observability.ExportedSpans;
import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerSpansTest {
    private static final String CONSUMER = "consumer";
    private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c803190-00f067aa0ba902b7-00";
    private static final String ONE = "00-0af7651916cd43dd8448eb211c803191-00f067aa0ba902b7-01";
    private static final String OTHER = "00-0af7651916cd43dd8448eb211c803192-00f067aa0ba902b7-01";

    private final ExportedSpans exported = new ExportedSpans();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();
    private final Traces traces = new Traces(sdk, false);

    @AfterEach
    void close() {
        sdk.close();
    }

    private static ConsumerRecord<byte[], byte[]> record(String traceparent) {
        var record = new ConsumerRecord<byte[], byte[]>("payment.success", 2, 7, null, null);
        if (traceparent != null) {
            record.headers().add("traceparent", traceparent.getBytes(UTF_8));
        }
        return record;
    }

    private List<SpanData> of(String traceparent) {
        return exported.of(traceparent.split("-")[1]);
    }

    @Test
    void givenBatch_eachEventHasASpanInItsTrace_andTheWorkShowsInOne() {
        // Given
        var batch = List.of(record(null), record(UNSAMPLED), record(ONE), record(OTHER));
        // When
        try (var spans = new ConsumerSpans(traces, CONSUMER, batch)) {
            traces.span("work", SpanKind.INTERNAL).startSpan().end();
        }
        // Then
        assertThat(of(ONE)).extracting(SpanData::getName).containsExactly("work", "process payment.success");
        SpanData shown = of(ONE).get(1);
        assertThat(of(ONE).get(0).getParentSpanId()).isEqualTo(shown.getSpanId());
        assertThat(of(OTHER)).hasSize(1);
        assertThat(of(OTHER).get(0).getLinks())
                .extracting(LinkData::getSpanContext)
                .containsExactly(shown.getSpanContext());
        assertThat(exported.all()).hasSize(3);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void givenOneIsGivenUp_onlyItsSpanHasFailed() {
        // Given
        var good = record(ONE);
        var bad = record(OTHER);
        // When
        try (var spans = new ConsumerSpans(traces, CONSUMER, List.of(good, bad))) {
            spans.givenUp(bad, new UndeliverableEventException("RULE", "of somebody", 1));
        }
        // Then
        assertThat(of(ONE).get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(of(OTHER).get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(of(OTHER).get(0).getStatus().getDescription()).isEmpty();
        assertThat(of(OTHER).get(0).getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("RULE");
    }

    @Test
    void givenReplayForAnother_hasNone() {
        // Given
        var replayed = record(ONE);
        replayed.headers().add(DeadLetterFormat.CONSUMER, "another".getBytes(UTF_8));
        // When
        new ConsumerSpans(traces, CONSUMER, List.of(replayed)).close();
        // Then
        assertThat(exported.all()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "garbage", "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-0", "\u0000\uffff"})
    void givenNoTraceparentOrAMalformedOne_hasNone(String traceparent) {
        // When
        new ConsumerSpans(traces, CONSUMER, List.of(record(traceparent))).close();
        // Then
        assertThat(exported.all()).isEmpty();
    }

    @Test
    void givenTracesAreOff_theLogKnowsTheTraceAllTheSame() {
        // Given
        var off = new Traces(sdk, true);
        // When
        try (var spans = new ConsumerSpans(off, CONSUMER, List.of(record(ONE)))) {
            // Then
            assertThat(Span.current().getSpanContext().getTraceId()).isEqualTo(ONE.split("-")[1]);
        }
        assertThat(exported.all()).isEmpty();
    }
}
