package io.onsale.reservation.adapter.in.scheduler;

import io.onsale.common.adapter.in.scheduler.BackgroundJobs;
import io.onsale.reservation.port.in.ExpireHolds;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class ExpiryJob {
    private final ExpireHolds holds;
    private final BackgroundJobs jobs;

    public ExpiryJob(ExpireHolds holds, BackgroundJobs jobs) {
        this.holds = holds;
        this.jobs = jobs;
    }

    /** Every second, so that a seat is back on sale within two seconds of its time. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        jobs.run("Expiry of holds", holds::expireDue);
    }
}
