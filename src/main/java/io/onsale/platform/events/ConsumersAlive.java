package io.onsale.platform.events;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The liveness check of the consumers, including that of the dead letters: it is down once a channel has ended for good, since only a
 * restart begins it again. A channel that waits for a dependency has not ended.
 */
@Liveness
@ApplicationScoped
public class ConsumersAlive implements AsyncHealthCheck, PublisherDecorator {
    private static final Logger LOG = Logger.getLogger(ConsumersAlive.class);

    private final ConsumerNames consumers;
    private final Set<String> ended = new ConcurrentSkipListSet<>();
    private volatile boolean stopped;

    public ConsumersAlive(ConsumerNames consumers) {
        this.consumers = consumers;
    }

    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) ShutdownEvent event) {
        stopped = true;
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> messages, List<String> channels, boolean isConnector) {
        Collection<String> watched = new TreeSet<>(channels);
        watched.retainAll(consumers.all());
        if (watched.isEmpty()) {
            return messages;
        }
        return messages.onTermination().invoke((failure, cancelled) -> end(watched, failure));
    }

    private void end(Collection<String> channels, Throwable failure) {
        if (!stopped) {
            ended.addAll(channels);
            LOG.errorf(failure, "The consumer %s has ended: this instance must be replaced", channels);
        }
    }

    /** Runs on the event loop of the request: on a worker thread it would wait behind all those that wait for a frozen database. */
    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> HealthCheckResponse.named("Consumers")
                .status(ended.isEmpty())
                .withData("ended", String.join(",", ended))
                .build());
    }
}
