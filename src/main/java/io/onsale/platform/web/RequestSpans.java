package io.onsale.platform.web;

import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;

/**
 * The spans of requests to the API, each in the trace that the caller names, from before the first filter to the end of the answer. A span
 * says which route was asked and how that ended.
 */
@ApplicationScoped
public class RequestSpans {
    private static final String API = "/api/*";
    /** Before SecurityHeaders, which comes before all other routes. */
    private static final int FIRST = -1_001;

    /** The name under which the framework notes the route for metrics. */
    private static final String ROUTE = "UrlPathTemplate";

    /** The known methods; a client can make up any other. */
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final Traces traces;

    public RequestSpans(Traces traces) {
        this.traces = traces;
    }

    void route(@Observes Router router) {
        if (traces.areOn()) {
            router.route(API).order(FIRST).handler(this::begin);
        }
    }

    private void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        String method = METHODS.contains(request.method()) ? request.method().name() : "_OTHER";
        List<String> parents = request.headers().getAll(Traces.TRACEPARENT);
        Context trace = Traces.following(parents.size() == 1 ? parents.get(0) : null); // of two neither can be believed
        Span span = traces.span(method, SpanKind.SERVER)
                .setParent(trace)
                .setAttribute("http.request.method", method)
                .startSpan();
        io.vertx.core.Context own = Vertx.currentContext();
        Scope scope = trace.with(span).makeCurrent();
        context.addEndHandler(ended -> {
            describe(span, method, own.getLocal(ROUTE), context.response().getStatusCode());
            Traces.end(span, ended.cause());
            scope.close();
        });
        context.next();
    }

    private static void describe(Span span, String method, String route, int status) {
        if (route != null) {
            span.updateName(method + " " + route).setAttribute("http.route", route);
        }
        span.setAttribute("http.response.status_code", status);
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
    }
}
