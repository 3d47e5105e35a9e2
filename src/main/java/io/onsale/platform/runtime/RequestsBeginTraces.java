package io.onsale.platform.runtime;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The sampler that lets only requests begin a trace. Jobs look for work up to twenty times a second, and would fill the traces with
 * statements.
 */
@Singleton
public class RequestsBeginTraces implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder sdk) {
        sdk.addSamplerCustomizer((sampler, config) -> new OfRequests(sampler));
    }

    private record OfRequests(Sampler sampler) implements Sampler {
        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            boolean goesOn = Span.fromContext(parent).getSpanContext().isValid();
            return goesOn || kind == SpanKind.SERVER
                    ? sampler.shouldSample(parent, traceId, name, kind, attributes, links)
                    : SamplingResult.drop();
        }

        @Override
        public String getDescription() {
            return "OfRequests{" + sampler.getDescription() + "}";
        }
    }
}
