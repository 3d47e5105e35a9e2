package io.onsale.platform.web;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The edge of the HTTP server, before and beside the resources. A body is read as a whole and in time, so that no worker waits for a slow
 * sender, and a body that is too large is refused. What the router itself refuses is answered with a problem document.
 */
@ApplicationScoped
public class HttpEdge {
    /** Before all routes of the framework that look at bodies. */
    static final int FIRST = -100;

    /** Before the framework's handler of failures, which would log the path as it is. */
    private static final int LAST = Integer.MAX_VALUE - 1;
    /** Failures with an answer of the framework's own: of authentication, of a full thread pool, of a lost client. */
    private static final List<Class<? extends Exception>> ANSWERED_BY_THE_FRAMEWORK =
            List.of(SecurityException.class, RejectedExecutionException.class, IOException.class);

    private static final Logger LOG = Logger.getLogger(HttpEdge.class);

    private static final String FORM = HttpEdge.class.getName();

    private final ProblemWriter problems;
    private final UnfinishedBodies bodies;

    public HttpEdge(ProblemWriter problems, UnfinishedBodies bodies) {
        this.problems = problems;
        this.bodies = bodies;
    }

    void route(
            @Observes Router router,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        router.route().order(FIRST - 1).handler(this::awaitBody);
        router.route()
                .order(FIRST)
                .handler(BodyHandler.create(false).setBodyLimit(largestBody.asLongValue()))
                .failureHandler(this::refuse);
        router.route().order(FIRST + 1).handler(this::bodyRead);
        router.route().order(LAST).failureHandler(this::fail);
        router.errorHandler(404, context -> answer(context, Response.Status.NOT_FOUND));
    }

    private void awaitBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        MultiMap headers = request.headers();
        if (headers.contains(HttpHeaders.CONTENT_LENGTH)
                || headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || request.version() == HttpVersion.HTTP_2) {
            bodies.begin(context);
        }
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (isForm(type)) {
            // If the framework cannot read a body as a form, it calls the handlers of the answer's end before there is
            // an answer.
            context.put(FORM, type);
            headers.remove(HttpHeaders.CONTENT_TYPE);
        }
        context.next();
    }

    /** No operation takes a form, but some clients label an empty body as one. */
    private static boolean isForm(String contentType) {
        String type = contentType == null ? "" : contentType.stripLeading().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/form-data") || type.startsWith("application/x-www-form-urlencoded");
    }

    private void bodyRead(RoutingContext context) {
        bodies.end(context);
        String form = context.remove(FORM);
        if (form != null) {
            context.request().headers().set(HttpHeaders.CONTENT_TYPE, form);
        }
        // Without a noted body the framework waits for one, although the handler before this has read it to the end.
        if (context.body().buffer() == null) {
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
        }
        context.next();
    }

    private void refuse(RoutingContext context) {
        if (context.failure() instanceof HttpClosedException) {
            return; // the client is gone: there is nobody to answer, and nothing to report
        }
        // The sender has broken off the body, which is no failure to report.
        boolean unfinished = context.body().buffer() == null && context.statusCode() / 100 != 4;
        Response.Status status = Response.Status.fromStatusCode(unfinished ? 400 : context.statusCode());
        if (status != null && status.getFamily() == Response.Status.Family.CLIENT_ERROR) {
            answer(context, status);
        } else {
            context.next();
        }
    }

    /** Answers failures of the router itself; ProblemMapper answers those of resources. */
    void fail(RoutingContext context) {
        Throwable failure = context.failure();
        if (Arc.container() == null) {
            return; // this instance has stopped during work whose client has long gone, and its beans are gone too
        }
        if (failure == null || ANSWERED_BY_THE_FRAMEWORK.stream().anyMatch(type -> type.isInstance(failure))) {
            context.next();
            return;
        }
        String path = context.request().path();
        Response.Status status = Response.Status.fromStatusCode(context.statusCode());
        if (status != null && status.getFamily() == Response.Status.Family.CLIENT_ERROR) {
            answer(context, status);
        } else {
            LOG.errorf(failure, "Unexpected failure of %s %s", context.request().method(), LoggedPath.of(path));
            problems.answer(context, Problem.ofUnexpected(path));
        }
    }

    private void answer(RoutingContext context, Response.Status status) {
        problems.answer(context, Problem.of(status, context.request().path()));
    }
}
