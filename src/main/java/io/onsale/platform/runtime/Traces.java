package io.onsale.platform.runtime;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The factory of Onsale's own spans (ADR 20). The spans bear the names of routes, scripts, topics and consumers, and never a path, a key,
 * an address or an id of anybody. Where traces are off, none of these methods has an effect.
 */
@ApplicationScoped
public class Traces {
    /** The name of the W3C Trace Context header, in requests and in events. */
    public static final String TRACEPARENT = "traceparent";

    private static final TextMapGetter<String> ITSELF = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public String get(String traceparent, String name) {
            return TRACEPARENT.equals(name) ? traceparent : null;
        }
    };

    private final boolean on;
    private final Tracer tracer;

    public Traces(OpenTelemetry openTelemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.on = !off;
        // A disabled SDK still makes spans.
        this.tracer = (off ? OpenTelemetry.noop() : openTelemetry).getTracer("io.onsale");
    }

    public boolean areOn() {
        return on;
    }

    /** A child of the current span, unless it is given another parent. */
    public SpanBuilder span(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    public static void end(Span span, Throwable failure) {
        if (failure != null) {
            // The message of a failure may quote anything, so only its class is recorded.
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }

    /** The context of the trace that a request or an event names, or no trace if the name cannot be read. */
    public static Context following(String traceparent) {
        // The tracestate is left out, since its sender may write anything in it.
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ITSELF);
    }

    /** The name by which other spans follow this span; null where there is no span. */
    public static String traceparent(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? String.join(
                        "-",
                        "00",
                        context.getTraceId(),
                        context.getSpanId(),
                        context.getTraceFlags().asHex())
                : null;
    }

    /** Keeps the trace for whatever follows on the stage, on any thread. */
    public <T> CompletionStage<T> kept(CompletionStage<T> stage) {
        if (!on) {
            return stage;
        }
        Context current = Context.current();
        var kept = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> {
            try (Scope scope = current.makeCurrent()) {
                if (failure == null) {
                    kept.complete(value);
                } else {
                    kept.completeExceptionally(failure);
                }
            }
        });
        return kept;
    }
}
