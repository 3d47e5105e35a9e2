package io.onsale.reservation.adapter.in.scheduler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.runtime.BackgroundJobs;
import io.onsale.reservation.usecase.ExpireHolds;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The job that expires holds whose time is over. */
@ApplicationScoped
public class ExpiryJob {
    private static final String NAME = "Expiry of holds";

    private final ExpireHolds expireHolds;
    private final BackgroundJobs jobs;
    private final Counter expired;

    public ExpiryJob(ExpireHolds expireHolds, BackgroundJobs jobs, MeterRegistry metrics) {
        this.expireHolds = expireHolds;
        this.jobs = jobs;
        this.expired = Counter.builder("onsale.holds.expired")
                .description("Holds that were not paid in time, and that this instance has put back on sale")
                .register(metrics);
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(1));
    }

    /** The sweep runs every second, so that a seat is back on sale within two seconds of its time. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        jobs.run(NAME, () -> expired.increment(expireHolds.expireDue(() -> jobs.goesOn(NAME))));
    }
}
