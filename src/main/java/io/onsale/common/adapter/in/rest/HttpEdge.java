package io.onsale.common.adapter.in.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What happens before a request reaches a resource, or when it reaches none: a body is read as a whole, so that no worker waits for a
 * slow sender and one that is too large is refused; and what the router refuses is a problem document as well.
 */
@ApplicationScoped
public class HttpEdge {
    /** Before all routes of the framework that look at bodies. */
    static final int FIRST = -100;

    private final ProblemWriter problems;

    public HttpEdge(ProblemWriter problems) {
        this.problems = problems;
    }

    void route(
            @Observes Router router,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        router.route()
                .order(FIRST)
                .handler(BodyHandler.create(false).setBodyLimit(largestBody.asLongValue()))
                .failureHandler(this::refuse);
        router.route().order(FIRST + 1).handler(HttpEdge::sayWhenEmpty);
        router.errorHandler(404, context -> answer(context, Response.Status.NOT_FOUND));
    }

    /** Where no body is noted, the framework waits for one, although the handler before has read to the end. */
    private static void sayWhenEmpty(RoutingContext context) {
        if (context.body().buffer() == null) {
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
        }
        context.next();
    }

    private void refuse(RoutingContext context) {
        if (context.failure() instanceof HttpClosedException) {
            return; // the client is gone: there is nobody to answer, and nothing to report
        }
        // Broken off or badly framed while it was read: the sender's fault, and no failure to report.
        boolean unfinished = context.body().buffer() == null && context.statusCode() >= 500;
        Response.Status status = Response.Status.fromStatusCode(unfinished ? 400 : context.statusCode());
        if (status != null && status.getFamily() == Response.Status.Family.CLIENT_ERROR) {
            answer(context, status);
        } else {
            context.next();
        }
    }

    private void answer(RoutingContext context, Response.Status status) {
        problems.answer(context, Problem.of(status, context.request().path()));
    }
}
