package io.onsale.platform.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.web.ReadLimit;
import io.quarkus.runtime.Startup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The rate limit on requests, which is checked before a request changes anything. */
@Startup // as ClientAddresses: an invalid setting must stop the start
@ApplicationScoped
public class RequestLimits implements ReadLimit {
    private static final Logger LOG = Logger.getLogger(RequestLimits.class);

    private final RateLimits limits;
    private final ClientAddresses addresses;
    private final Subnets exempt;
    private final Map<LimitedAction, Map<LimitedBy, Counter>> refused = new EnumMap<>(LimitedAction.class);
    private final AtomicBoolean toldOfProxy = new AtomicBoolean();

    public RequestLimits(RateLimits limits, ClientAddresses addresses, RateLimitsConfig config, MeterRegistry metrics) {
        this.limits = limits;
        this.addresses = addresses;
        this.exempt = new Subnets("onsale.rate-limits.exempt", config.exempt());
        for (LimitedAction action : LimitedAction.values()) {
            var counters = new EnumMap<LimitedBy, Counter>(LimitedBy.class);
            for (LimitedBy by : LimitedBy.values()) {
                counters.put(
                        by,
                        Counter.builder("onsale.rate.limited")
                                .description("Requests answered 429 because their user or address asks too often")
                                .tag("action", action.name().toLowerCase(Locale.ROOT))
                                .tag("by", by.name().toLowerCase(Locale.ROOT))
                                .register(metrics));
            }
            refused.put(action, counters);
        }
    }

    /**
     * Answers the request if its rate is allowed. Never blocks.
     *
     * @param concert the concert of the request, or null
     */
    public <T> CompletionStage<T> within(
            LimitedAction action,
            UUID concert,
            UUID user,
            HttpServerRequest request,
            Supplier<CompletionStage<T>> answer) {
        CompletableFuture<Void> permit = take(action, concert, user, request);
        return permit == RateLimits.LET_BY
                ? answer.get()
                : permit.thenComposeAsync(permitted -> answer.get(), where(Vertx.currentContext()));
    }

    @Override
    public <T> CompletionStage<T> within(HttpServerRequest request, Supplier<CompletionStage<T>> answer) {
        return within(LimitedAction.READ, null, null, request, answer);
    }

    /** The context of the request. The thread that detects timeouts of Redis must not be used: there is only one. */
    private static Executor where(Context context) {
        return context == null ? Runnable::run : task -> context.runOnContext(nothing -> task.run());
    }

    /**
     * As above, for callers on a worker thread.
     *
     * @throws RateLimitedException if the rate is exceeded
     */
    public void require(LimitedAction action, UUID concert, UUID user, HttpServerRequest request) {
        try {
            take(action, concert, user, request).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private CompletableFuture<Void> take(LimitedAction action, UUID concert, UUID user, HttpServerRequest request) {
        CompletableFuture<Void> permit = limits.take(action, concert, user, () -> subject(request));
        if (permit == RateLimits.LET_BY) {
            return permit;
        }
        return permit.whenComplete((permitted, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof RateLimitedException limited) {
                count(action, limited.by(), request);
            }
        });
    }

    private Optional<String> subject(HttpServerRequest request) {
        return addresses.of(request).filter(address -> !exempt.contain(address)).map(ClientAddresses::subject);
    }

    private void count(LimitedAction action, LimitedBy by, HttpServerRequest request) {
        refused.get(action).get(by).increment();
        if (by == LimitedBy.ADDRESS && addresses.isDisbelieved(request) && toldOfProxy.compareAndSet(false, true)) {
            LOG.warn(
                    "An address asks too often and says that it asks for others: if there is a proxy before this service, name"
                            + " it in onsale.http.trusted-proxies");
        }
    }
}
