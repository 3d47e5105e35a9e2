package io.onsale.platform.events;

import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The job that deletes the notes of events that Kafka does not keep any more. */
@ApplicationScoped
public class ProcessedMessagesJob {
    private static final String NAME = "Clean-up of processed messages";

    private final ProcessOnce processOnce;
    private final BackgroundJobs jobs;

    public ProcessedMessagesJob(ProcessOnce processOnce, BackgroundJobs jobs) {
        this.processOnce = processOnce;
        this.jobs = jobs;
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(60));
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        jobs.run(NAME, processOnce::forgetOld);
    }
}
