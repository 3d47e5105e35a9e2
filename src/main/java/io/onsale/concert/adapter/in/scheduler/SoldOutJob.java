package io.onsale.concert.adapter.in.scheduler;

import io.onsale.concert.port.in.RecordSoldOut;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class SoldOutJob {
    private final RecordSoldOut soldOut;

    public SoldOutJob(RecordSoldOut soldOut) {
        this.soldOut = soldOut;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void record() {
        soldOut.recordSoldOut();
    }
}
