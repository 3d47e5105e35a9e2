package io.onsale.external;

import io.onsale.kernel.UnavailableException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * The data platform, an external system that analyses sales and may be slow or away. Each sale is one POST, with the id of the event as
 * Idempotency-Key. A 4xx is final; every other failure, 429 included, is an outage, and the consumer waits until it is over.
 */
@ApplicationScoped
public class DataPlatform {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Provider<Optional<URI>> url;
    private final DataPlatformClient client;

    /** @param url a provider, since the address of the stub is not known before it listens */
    public DataPlatform(
            @ConfigProperty(name = "onsale.data-platform.url") Provider<Optional<URI>> url,
            @RestClient DataPlatformClient client) {
        this.url = url;
        this.client = client;
    }

    /** A missing url stops the start; otherwise all sales would become dead letters. */
    void requireUrl(
            @Observes StartupEvent event, @ConfigProperty(name = "onsale.data-platform.enabled") boolean enabled) {
        if (enabled && url.get().isEmpty()) {
            throw new IllegalStateException("onsale.data-platform.enabled needs onsale.data-platform.url");
        }
    }

    /**
     * Reports a sale; may be repeated.
     *
     * @throws SaleRejectedException if the data platform refuses the sale for good
     * @throws UnavailableException if it does not answer, is too busy, or fails
     */
    public void accept(Sale sale) {
        try {
            post(sale);
        } catch (FaultToleranceException e) {
            throw new UnavailableException("The data platform is left alone or does not answer: " + e.getMessage());
        }
    }

    // The time limit and the bulkhead are onsale.data-platform.timeout-ms and .concurrency. Two retries with jitter
    // bridge a lost connection or a restart behind a load balancer; more of them would not help a platform in trouble.
    // The circuit breaker opens when half of the last ten calls have failed: five seconds without a call, then one that
    // finds out. A rejection shows that the platform is well.
    @Timeout
    @Bulkhead
    @Retry(
            maxRetries = 2,
            delay = 200,
            jitter = 100,
            jitterDelayUnit = ChronoUnit.MILLIS,
            retryOn = {UnavailableException.class, TimeoutException.class})
    @CircuitBreaker(
            requestVolumeThreshold = 10,
            failureRatio = 0.5,
            delay = 5_000,
            failOn = {UnavailableException.class, TimeoutException.class})
    void post(Sale sale) {
        int status = send(sale);
        if (status >= 400 && status < 500 && status != TOO_MANY_REQUESTS) {
            throw new SaleRejectedException(status);
        }
        if (status < 200 || status >= 300) {
            throw new UnavailableException("The data platform has answered " + status + ".");
        }
    }

    private int send(Sale sale) {
        try (Response answer = client.accept(url.get().orElseThrow().toString(), sale.eventId(), sale)) {
            return answer.getStatus();
        } catch (WebApplicationException e) {
            return e.getResponse().getStatus();
        } catch (ProcessingException e) {
            throw new UnavailableException("The data platform cannot be reached: " + e.getMessage());
        }
    }
}
