package io.onsale.platform.runtime;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * The liveness check: it is down when a loop of this instance has stopped coming round, which only a restart mends. The check runs on the
 * event loop of its request: on a worker thread it would wait behind all those that wait for a frozen database, and an outage would restart
 * the instance.
 */
@Liveness
@ApplicationScoped
public class LoopsCheck implements AsyncHealthCheck {
    private final Heartbeats heartbeats;

    public LoopsCheck(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::answer);
    }

    private HealthCheckResponse answer() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("loops").up();
        heartbeats.overdue().forEach((loop, seconds) -> answer.down()
                .withData(loop, "%.0f s overdue".formatted(seconds)));
        return answer.build();
    }
}
