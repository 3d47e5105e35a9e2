package io.onsale.platform.web;

import io.onsale.platform.web.WebRefusals.DuplicateHeaderException;
import io.onsale.platform.web.WebRefusals.MalformedParameterException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The check that headers and parameters with a single value have exactly one where they are given. The framework takes an empty value for
 * none, and the first of two for the only one: a charge would be made without the key that its sender meant to give it.
 */
public class SingleValues {
    private static final String API = "/api/";
    private static final String CATALOGUE = "/api/v1/concerts";

    private static final List<CharSequence> HEADERS =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.createOptimized("Proof-Of-Work"));
    /** The parameters that operations read; others are ignored. */
    private static final List<String> PARAMETERS = List.of("page", "size", "limit", "status", "topic");

    @ServerRequestFilter(priority = 1) // after LoadShedding
    public void require(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.path().startsWith(API)) {
            return;
        }
        MultiMap headers = request.headers();
        if (changes(request.method())) {
            HEADERS.forEach(name -> requireOne(headers, name));
        }
        // Public reads ignore this header.
        if (changes(request.method()) || !request.path().startsWith(CATALOGUE)) {
            requireOne(headers, HttpHeaders.AUTHORIZATION);
        }
        if (request.query() != null) {
            requireParameters(context.queryParams());
        }
    }

    /** Whether a request by this method may change something. */
    public static boolean changes(HttpMethod method) {
        return method != HttpMethod.GET && method != HttpMethod.HEAD;
    }

    private static void requireOne(MultiMap headers, CharSequence name) {
        if (headers.getAll(name).size() > 1) {
            throw new DuplicateHeaderException(name);
        }
    }

    private static void requireParameters(MultiMap parameters) {
        for (String name : PARAMETERS) {
            List<String> values = parameters.getAll(name);
            if (values.size() > 1 || values.size() == 1 && values.get(0).isEmpty()) {
                throw new MalformedParameterException("The parameter " + name + " takes one value.");
            }
        }
    }
}
