package io.onsale.platform.web;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bodies that are still arriving, with a time for each and a bound for all. A byte now and then keeps a connection from being idle, and
 * so holds what the request occupies; at the bound, the oldest body is given up. Nearly all bodies come with their header, and take no time
 * here.
 */
@ApplicationScoped
public class UnfinishedBodies {
    private static final String KEY = UnfinishedBodies.class.getName();

    private final ProblemWriter problems;
    private final long withinMillis;
    private final int max;
    private final Set<Body> bodies = new LinkedHashSet<>();

    public UnfinishedBodies(ProblemWriter problems, HttpConfig config) {
        this.problems = problems;
        this.withinMillis = config.bodyWithin().toMillis();
        this.max = config.maxUnfinishedBodies();
    }

    void begin(RoutingContext request) {
        var body = new Body(request);
        request.put(KEY, body);
        // The end of an unread body is usually in the same packet as the rest.
        request.addEndHandler(answered -> request.vertx().runOnContext(later -> {
            if (answered.failed() || request.request().isEnded()) {
                end(request);
            }
        }));
        Body first = add(body);
        if (first != null) {
            first.loop.runOnContext(now -> first.giveUp());
        }
    }

    private synchronized Body add(Body body) {
        bodies.add(body);
        return bodies.size() > max ? bodies.iterator().next() : null;
    }

    private synchronized void remove(Body body) {
        bodies.remove(body);
    }

    void end(RoutingContext request) {
        Body body = request.remove(KEY);
        if (body != null) {
            body.end();
        }
    }

    private final class Body {
        private final RoutingContext request;
        private final Context loop;
        private final long timer;

        Body(RoutingContext request) {
            this.request = request;
            this.loop = request.vertx().getOrCreateContext();
            this.timer = request.vertx().setTimer(withinMillis, late -> giveUp());
        }

        void end() {
            request.vertx().cancelTimer(timer);
            remove(this);
        }

        void giveUp() {
            end();
            if (!request.request().isEnded()) {
                if (!request.response().headWritten()) {
                    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                }
                problems.answer(
                        request,
                        Problem.of(
                                Response.Status.REQUEST_TIMEOUT,
                                request.request().path()));
                request.request().connection().close();
            }
        }
    }
}
