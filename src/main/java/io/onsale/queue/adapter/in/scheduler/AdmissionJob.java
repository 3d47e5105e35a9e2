package io.onsale.queue.adapter.in.scheduler;

import io.onsale.platform.runtime.BackgroundConfig;
import io.onsale.platform.runtime.Heartbeats;
import io.onsale.queue.config.QueueConfig;
import io.onsale.queue.usecase.Admission;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The job that keeps the queues moving, several times a second. It has a timer of its own because the scheduler's
 * shortest interval is a second. A round that fails is followed by the next; the log tells only that rounds keep
 * failing, and the recovery.
 */
@ApplicationScoped
public class AdmissionJob {
    private static final Logger LOG = Logger.getLogger(AdmissionJob.class);
    /** The queues in use and their terms are looked up once in so many rounds, which is less than a second. */
    private static final int ROUNDS_PER_LOOKUP = 4;

    private static final int FAILURES_TO_REPORT = 3;

    private static final String ROUNDS = "Admission";
    private static final String LOOKUPS = "Look-up of queues";
    /**
     * A round waits for Redis, which is given up after 750 ms; the rest is for a processor that has far too much to do.
     */
    private static final Duration ROUND = Duration.ofSeconds(30);
    /**
     * A look-up also waits for statements, each 1 s for its connection and 10 s for its answer; the first that fails
     * ends the look-up.
     */
    private static final Duration LOOKUP = Duration.ofSeconds(60);

    private final Admission admission;
    private final Heartbeats heartbeats;
    private final Vertx vertx;
    /**
     * Look-ups have a thread of their own: behind requests they would be late, and each request would look the terms up
     * for itself.
     */
    private final WorkerExecutor lookups;

    private final long intervalMillis;
    private final AtomicBoolean admitting = new AtomicBoolean();
    private final AtomicBoolean lookingUp = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean admitted = true;
    private volatile boolean paused;
    private long timer;
    private long round;

    public AdmissionJob(Admission admission, Heartbeats heartbeats, Vertx vertx, QueueConfig config) {
        this.heartbeats = heartbeats;
        this.admission = admission;
        this.vertx = vertx;
        this.lookups = vertx.createSharedWorkerExecutor("queue-terms", 1);
        this.intervalMillis = config.admission().interval().toMillis();
    }

    void start(@Observes StartupEvent event, BackgroundConfig background) {
        if (background.enabled()) {
            Duration lookUp = Duration.ofMillis(intervalMillis * ROUNDS_PER_LOOKUP);
            heartbeats.expect(ROUNDS, ROUND.plusMillis(intervalMillis));
            heartbeats.expect(LOOKUPS, LOOKUP.plus(lookUp));
            timer = vertx.setPeriodic(intervalMillis, id -> tick());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        lookups.close();
    }

    /** For tests that move the queue by hand. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    private void tick() {
        if (paused) {
            heartbeats.beat(ROUNDS);
            heartbeats.beat(LOOKUPS);
            return;
        }
        if (round++ % ROUNDS_PER_LOOKUP == 0 && lookingUp.compareAndSet(false, true)) {
            heartbeats.beat(LOOKUPS);
            lookups.executeBlocking(
                            () -> {
                                admission.followQueues();
                                return null;
                            },
                            false)
                    .onComplete(lookup -> {
                        heartbeats.beat(LOOKUPS);
                        lookingUp.set(false);
                        report(lookup.cause());
                    });
        }
        if (admitting.compareAndSet(false, true)) {
            heartbeats.beat(ROUNDS);
            CompletableFuture.completedFuture(null)
                    .thenCompose(start -> admission.admit())
                    .whenComplete((done, failure) -> {
                        heartbeats.beat(ROUNDS);
                        admitting.set(false);
                        admitted = failure == null;
                        if (failure != null) {
                            report(failure);
                        }
                    });
        }
    }

    /**
     * The look-up tells the recovery, because a round without queues succeeds even while Redis is down. A single late
     * answer, as from a service that has just started, is nothing to act on.
     */
    private void report(Throwable failure) {
        if (failure != null) {
            if (failures.incrementAndGet() == FAILURES_TO_REPORT) {
                LOG.warnf("Queues stand still until this is over: %s", failure.toString());
            }
        } else if (admitted && failures.getAndSet(0) >= FAILURES_TO_REPORT) {
            LOG.info("Admission works again");
        }
    }
}
