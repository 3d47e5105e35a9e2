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
 * The spans that Onsale makes itself (ADR 20). They bear the names of routes, scripts, topics and consumers, and never a path, a key, an
 * address or an id of anybody. Where traces are off, all of this does nothing.
 */
@ApplicationScoped
public class Traces {
    /** Of W3C Trace Context: the name of the header, in requests and in events. */
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
        // A disabled SDK makes spans all the same.
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
            // Its message may quote anything.
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }

    /** In the trace that a request or an event names, or in none if it names none that can be read. */
    public static Context following(String traceparent) {
        // Without tracestate, in which whoever sends it may write anything.
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ITSELF);
    }

    /** By which others follow the span; null where there is none. */
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

    /** What follows on the stage, on whichever thread, belongs to the trace as well. */
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
