package io.onsale.platform.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.web.WebRefusals.OverloadedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Load shedding: requests that could not be answered in time are refused early, so that admitted requests are served as fast as ever (ADR
 * 14). It refuses a request when too many are in flight, or when the request has waited too long for a thread, and answers 503 in the end
 * where there is no answer in time.
 */
@ApplicationScoped
public class LoadShedding {
    /** Probes and metrics do not count: under overload they must be answered above all. */
    private static final String API = "/api/*";

    private static final String OPERATORS = "/api/v1/admin/";
    private static final String CATALOGUE = "/api/v1/concerts";
    private static final String WAITING_ROOM = "/api/v1/queue/";

    private static final int LONGEST_RETRY_SECONDS = 3;
    private static final String ARRIVED = LoadShedding.class.getName();

    enum Reason {
        FULL,
        LATE,
        UNANSWERED
    }

    private final AtomicInteger inFlight = new AtomicInteger();
    /** Those of them that may need a worker thread. */
    private final AtomicInteger working = new AtomicInteger();

    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final ProblemWriter problems;
    private final int maxInFlight;
    private final Duration maxWait;
    private final long answerWithinMillis;

    public LoadShedding(ProblemWriter problems, HttpConfig config, MeterRegistry metrics) {
        this.problems = problems;
        this.maxInFlight = config.maxInFlight();
        this.maxWait = config.maxWait();
        this.answerWithinMillis = config.answerWithin().toMillis();
        Gauge.builder("onsale.http.in.flight", inFlight, AtomicInteger::get)
                .description("Requests to the API that this instance has not answered yet")
                .register(metrics);
        for (Reason reason : Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("onsale.http.refused")
                            .description("Requests answered 503 because there was too much to do")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
    }

    /** A request counts once its body is there (ADR 47): until then it costs nothing that others need. */
    void route(@Observes Router router) {
        router.route(API).order(HttpEdge.FIRST + 2).handler(this::admit).failureHandler(LoadShedding::dropLateAnswer);
    }

    private void admit(RoutingContext context) {
        boolean light = needsNoThread(context.request());
        if (!light && working.incrementAndGet() > maxInFlight) {
            working.decrementAndGet();
            answer(context, Reason.FULL);
            return;
        }
        inFlight.incrementAndGet();
        context.put(ARRIVED, System.nanoTime());
        long guard = mayTakeItsTime(context.request())
                ? -1
                : context.vertx().setTimer(answerWithinMillis, timer -> answerAtLast(context));
        var ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                inFlight.decrementAndGet();
                if (!light) {
                    working.decrementAndGet();
                }
                context.vertx().cancelTimer(guard);
            }
        };
        // The first handler is not called for a request that had failed before, the second not for a connection that is
        // gone.
        context.addEndHandler(done -> end.run());
        context.addBodyEndHandler(done -> end.run());
        context.next();
    }

    /**
     * Whether a request enters or polls, which takes tens of microseconds of an event loop and a share of a script. No more of these are in
     * flight than there are connections, and each is small; a request with a body may be of any size, so it counts like all others.
     */
    private static boolean needsNoThread(HttpServerRequest request) {
        return request.path().startsWith(WAITING_ROOM)
                && request.method() != HttpMethod.DELETE
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && isEmpty(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    }

    private static boolean isEmpty(String contentLength) {
        return contentLength == null || contentLength.equals("0");
    }

    /** What operators ask for: to check everything, to make a hall of 100,000 seats. */
    private static boolean mayTakeItsTime(HttpServerRequest request) {
        String path = request.path();
        return path.startsWith(OPERATORS) || path.startsWith(CATALOGUE) && request.method() == HttpMethod.POST;
    }

    /** Runs on the thread that would do the work. */
    @ServerRequestFilter(priority = 0)
    public Response refuseLate(RoutingContext context) {
        Long arrived = context.get(ARRIVED);
        if (arrived == null || System.nanoTime() - arrived < maxWait.toNanos()) {
            return null;
        }
        refused.get(Reason.LATE).increment();
        return ProblemMapper.problem(problem(context))
                .header("Retry-After", retryAfterSeconds())
                .build();
    }

    /** The work goes on; with an Idempotency-Key the client gets its result by asking again. */
    private void answerAtLast(RoutingContext context) {
        if (!context.response().headWritten()) {
            answer(context, Reason.UNANSWERED);
        }
    }

    /** A late answer that cannot be written is no failure to report: the client has its answer already. */
    private static void dropLateAnswer(RoutingContext context) {
        if (!context.response().ended()) {
            context.next();
        }
    }

    private void answer(RoutingContext context, Reason reason) {
        refused.get(reason).increment();
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds()));
        problems.answer(context, problem(context));
    }

    private static Problem problem(RoutingContext context) {
        return Problem.of(new OverloadedException(), context.request().path());
    }

    /** Jitter, so that clients who were refused together do not come back together. */
    private static int retryAfterSeconds() {
        return ThreadLocalRandom.current().nextInt(1, LONGEST_RETRY_SECONDS + 1);
    }
}
