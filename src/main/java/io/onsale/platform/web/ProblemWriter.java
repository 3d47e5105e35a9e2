package io.onsale.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** The writer of problem documents for requests that have reached no resource. */
@ApplicationScoped
class ProblemWriter {
    private static final String API = "/api/";

    private final ObjectMapper json;

    ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /** Does nothing if the client has its answer already, or is gone. */
    void answer(RoutingContext context, Problem problem) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        label(context, problem.status());
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(write(problem));
    }

    /** Labels the metrics of a request that met no resource: its own path is one of millions and may name a user. */
    private static void label(RoutingContext context, int status) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        if (metric != null && status != 404) { // the metrics have a label for 404
            String path = context.request().path();
            metric.setTemplatePath(path != null && path.startsWith(API) ? API + "*" : "/*");
        }
    }

    private String write(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
