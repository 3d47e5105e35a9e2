package io.onsale.reservation.adapter.in.scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.runtime.BackgroundJobs;
import io.onsale.reservation.port.in.ReservationQueries;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The job that counts the holds for monitoring. It asks the database every five seconds, however often the metric is
 * read.
 */
@ApplicationScoped
public class LiveHoldsJob {
    private static final String NAME = "Count of holds";

    private final ReservationQueries reservations;
    private final BackgroundJobs jobs;
    private final AtomicLong live = new AtomicLong();

    public LiveHoldsJob(ReservationQueries reservations, BackgroundJobs jobs, MeterRegistry metrics) {
        this.reservations = reservations;
        this.jobs = jobs;
        Gauge.builder("onsale.holds.live", live, AtomicLong::get)
                .description("Reservations that are neither paid nor over; every instance reports them all")
                .register(metrics);
    }

    void expect(@Observes StartupEvent started) {
        jobs.expectScheduled(NAME, Duration.ofSeconds(5));
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        jobs.run(NAME, () -> live.set(reservations.liveHolds()));
    }
}
