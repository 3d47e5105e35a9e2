package io.onsale.common.adapter.in.scheduler;

import io.onsale.common.port.in.IdempotentRequests;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class IdempotencyKeyJob {
    private final IdempotentRequests requests;

    public IdempotencyKeyJob(IdempotentRequests requests) {
        this.requests = requests;
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        requests.forgetOld();
    }
}
