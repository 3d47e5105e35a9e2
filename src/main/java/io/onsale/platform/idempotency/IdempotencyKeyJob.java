package io.onsale.platform.idempotency;

import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The job that deletes the idempotency keys of former days. */
@ApplicationScoped
public class IdempotencyKeyJob {
    private static final String NAME = "Clean-up of idempotency keys";

    /** Steps in one turn, of 10,000 keys each: in all five thousand keys a second, more than a database takes in. */
    private static final int STEPS = 30;

    private final IdempotentRequests requests;
    private final BackgroundJobs jobs;

    public IdempotencyKeyJob(IdempotentRequests requests, BackgroundJobs jobs) {
        this.requests = requests;
        this.jobs = jobs;
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(60));
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        jobs.run(NAME, this::forgetAllOld);
    }

    private void forgetAllOld() {
        boolean more = true;
        for (int i = 0; more && i < STEPS; i++) {
            jobs.goesOn(NAME);
            more = requests.forgetOld();
        }
    }
}
