package io.onsale.reservation.adapter.in.scheduler;

import io.onsale.reservation.port.in.ExpireHolds;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class ExpiryJob {
    private final ExpireHolds holds;

    public ExpiryJob(ExpireHolds holds) {
        this.holds = holds;
    }

    /** Every second, so that a seat is back on sale within two seconds of its time. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        holds.expireDue();
    }
}
