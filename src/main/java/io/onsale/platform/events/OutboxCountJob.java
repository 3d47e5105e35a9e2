package io.onsale.platform.events;

import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The job that counts the events in the outbox, independently of what the relay waits for. */
@ApplicationScoped
public class OutboxCountJob {
    private static final String NAME = "Count of the outbox";

    private final OutboxRelay relay;
    private final BackgroundJobs jobs;

    public OutboxCountJob(OutboxRelay relay, BackgroundJobs jobs) {
        this.relay = relay;
        this.jobs = jobs;
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(1));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        jobs.run(NAME, relay::count);
    }
}
