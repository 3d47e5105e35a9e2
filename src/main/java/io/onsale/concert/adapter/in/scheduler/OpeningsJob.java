package io.onsale.concert.adapter.in.scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.concert.config.ConcertConfig;
import io.onsale.concert.port.in.ConcertQueries;
import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The job that counts the concerts about to open, for autoscalers and for people who watch the service. */
@ApplicationScoped
public class OpeningsJob {
    private static final String NAME = "Look for openings";

    private final ConcertQueries concerts;
    private final ConcertConfig config;
    private final Clock clock;
    private final BackgroundJobs jobs;
    private final AtomicLong imminent = new AtomicLong();

    public OpeningsJob(
            ConcertQueries concerts, ConcertConfig config, Clock clock, BackgroundJobs jobs, MeterRegistry metrics) {
        this.concerts = concerts;
        this.config = config;
        this.clock = clock;
        this.jobs = jobs;
        Gauge.builder("onsale.openings.imminent", imminent, AtomicLong::get)
                .description("Concerts that open soon or have just opened; every instance reports them all")
                .register(metrics);
        Gauge.builder(
                        "onsale.instances.wanted",
                        imminent,
                        openings -> openings.get() > 0 ? config.openingInstances() : 0)
                .description(
                        "Instances that the openings ahead ask for, 0 without one; every instance reports the same")
                .register(metrics);
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(30));
    }

    @Scheduled(every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    public void look() {
        jobs.run(NAME, () -> {
            Instant now = clock.instant();
            imminent.set(concerts.openingsWithin(now.minus(config.openingTail()), now.plus(config.openingLead())));
        });
    }
}
