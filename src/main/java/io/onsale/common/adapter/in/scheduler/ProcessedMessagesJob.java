package io.onsale.common.adapter.in.scheduler;

import io.onsale.common.port.in.ProcessOnce;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class ProcessedMessagesJob {
    private final ProcessOnce processed;
    private final BackgroundJobs jobs;

    public ProcessedMessagesJob(ProcessOnce processed, BackgroundJobs jobs) {
        this.processed = processed;
        this.jobs = jobs;
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        jobs.run("Clean-up of processed messages", processed::forgetOld);
    }
}
