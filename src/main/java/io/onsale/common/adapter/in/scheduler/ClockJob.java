package io.onsale.common.adapter.in.scheduler;

import io.onsale.common.port.in.KeepTime;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class ClockJob {
    private final KeepTime time;
    private final BackgroundJobs jobs;

    public ClockJob(KeepTime time, BackgroundJobs jobs) {
        this.time = time;
        this.jobs = jobs;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void compare() {
        jobs.run("Comparison of clocks", time::compare);
    }
}
