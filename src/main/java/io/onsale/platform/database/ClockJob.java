package io.onsale.platform.database;

import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The job that compares the clock with the database once a second, and notices a database that has become read-only. */
@ApplicationScoped
public class ClockJob {
    private static final String NAME = "Look at the database";

    private final DatabaseClock clock;
    private final BackgroundJobs jobs;

    public ClockJob(DatabaseClock clock, BackgroundJobs jobs) {
        this.clock = clock;
        this.jobs = jobs;
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(1));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void compare() {
        jobs.run(NAME, clock::compare);
    }
}
