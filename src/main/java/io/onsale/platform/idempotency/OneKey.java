package io.onsale.platform.idempotency;

import io.onsale.platform.idempotency.IdempotencyRefusals.InvalidIdempotencyKeyException;
import io.onsale.platform.web.SingleValues;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The check that a changing call has at most one Idempotency-Key, and no blank one. The framework would take an empty key for none, and the
 * first of two for the only one.
 */
public class OneKey {
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");

    @ServerRequestFilter(priority = 1) // as SingleValues
    public void require(HttpServerRequest request) {
        if (request.path().startsWith("/api/") && SingleValues.changes(request.method())) {
            List<String> keys = request.headers().getAll(IDEMPOTENCY_KEY);
            if (keys.size() > 1 || keys.size() == 1 && keys.get(0).isBlank()) {
                throw new InvalidIdempotencyKeyException();
            }
        }
    }
}
