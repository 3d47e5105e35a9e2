package io.onsale.concert.adapter.in.scheduler;

import io.onsale.common.adapter.in.scheduler.BackgroundJobs;
import io.onsale.concert.port.in.RecordSoldOut;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class SoldOutJob {
    private final RecordSoldOut soldOut;
    private final BackgroundJobs jobs;

    public SoldOutJob(RecordSoldOut soldOut, BackgroundJobs jobs) {
        this.soldOut = soldOut;
        this.jobs = jobs;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void record() {
        jobs.run("Record of sold-out concerts", soldOut::recordSoldOut);
    }
}
