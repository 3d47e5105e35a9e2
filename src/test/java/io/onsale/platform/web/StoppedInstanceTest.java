package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tests that an instance stops as soon as nobody waits for an answer, whatever is still at work. There is no container
 * here.
 */
class StoppedInstanceTest {
    @Test
    void givenWorkThatFailsOnceTheInstanceHasStopped_nothingIsReported() {
        var context = answering(
                RoutingContext.class,
                Map.of(
                        "failure",
                        new IllegalStateException("no container"),
                        "statusCode",
                        500,
                        "request",
                        answering(
                                HttpServerRequest.class,
                                Map.of("path", "/api/v1/admin/invariants", "method", HttpMethod.GET))));
        try (var warnings = new Warnings()) {
            new HttpEdge(null, null).fail(context);
            assertThat(warnings.lines()).isEmpty();
        }
    }

    private static <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }
}
