package io.onsale.common.adapter.in.scheduler;

import io.onsale.common.port.in.IdempotentRequests;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class IdempotencyKeyJob {
    private final IdempotentRequests requests;
    private final BackgroundJobs jobs;

    public IdempotencyKeyJob(IdempotentRequests requests, BackgroundJobs jobs) {
        this.requests = requests;
        this.jobs = jobs;
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        jobs.run("Clean-up of idempotency keys", requests::forgetOld);
    }
}
