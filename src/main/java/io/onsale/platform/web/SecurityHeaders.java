package io.onsale.platform.web;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The security headers of every answer of the router, which restrict browsers and caches. Names and values are made once: a whole poll
 * takes only a dozen microseconds.
 */
@ApplicationScoped
public class SecurityHeaders {
    /** Before the filters that may answer themselves: cross-origin requests, authentication. */
    private static final int BEFORE_FILTERS = -1_000;

    private static final String API = "/api/";
    private static final String CATALOGUE = "/api/v1/concerts";
    private static final String SWAGGER_UI = "/q/swagger-ui";
    /** A page of development mode, with much in it that a policy would forbid. */
    private static final String DEV_UI = "/q/dev-ui";

    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence CONTENT_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    /** The page of Swagger UI has a script and styles in it. */
    private static final CharSequence OWN_AND_INLINE =
            HttpHeaders.createOptimized("default-src 'self'; script-src 'self' 'unsafe-inline'; "
                    + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'");

    private static final CharSequence TRANSPORT_SECURITY = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence A_YEAR = HttpHeaders.createOptimized("max-age=31536000");

    private final boolean inDevelopment = LaunchMode.current().isDev();

    void route(@Observes Router router) {
        router.route().order(BEFORE_FILTERS).handler(this::add).failureHandler(this::add);
    }

    /** Adds the headers to an answer that does not come from the router. */
    static void addTo(io.netty.handler.codec.http.HttpHeaders headers) {
        headers.set(TYPE_OPTIONS, NO_SNIFF)
                .set(REFERRER_POLICY, NO_REFERRER)
                .set(CONTENT_POLICY, NOTHING)
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }

    private void add(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "" : request.path();
        MultiMap headers = context.response().headers();
        headers.set(TYPE_OPTIONS, NO_SNIFF);
        headers.set(REFERRER_POLICY, NO_REFERRER);
        if (path.startsWith(API)) {
            headers.set(CONTENT_POLICY, NOTHING);
            if (path.startsWith(CATALOGUE)) {
                // PublicReads sets a value of its own, which would be added to one that is there.
                context.addHeadersEndHandler(end -> {
                    if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
                        headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
                    }
                });
            } else {
                headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
            }
        } else if (path.startsWith(SWAGGER_UI)) {
            headers.set(CONTENT_POLICY, OWN_AND_INLINE);
        } else if (!inDevelopment || !path.startsWith(DEV_UI)) {
            headers.set(CONTENT_POLICY, NOTHING);
        }
        // Browsers ignore the header over plain HTTP.
        if ("https".equals(request.scheme())) {
            headers.set(TRANSPORT_SECURITY, A_YEAR);
        }
        context.next();
    }
}
