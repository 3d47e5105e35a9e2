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
 * Keeps the queues moving, several times a second: the interval is too short for the scheduler, whose shortest is a second. A round that
 * fails is tried again with the next; only that it keeps failing, and the recovery, are logged.
 */
@ApplicationScoped
public class AdmissionJob {
    private static final Logger LOG = Logger.getLogger(AdmissionJob.class);
    /** Which queues are in use and by which terms is looked up each so many rounds: less than a second apart. */
    private static final int ROUNDS_PER_LOOKUP = 4;

    private static final int FAILURES_TO_REPORT = 3;

    private static final String ROUNDS = "Admission";
    private static final String LOOKUPS = "Look-up of queues";
    /** A round waits for Redis, which is given up after 750 ms; the rest is for a processor that has far too much to do. */
    private static final Duration ROUND = Duration.ofSeconds(30);
    /** And a look-up for statements as well, each 1 s for its connection and 10 s: the first that fails ends it. */
    private static final Duration LOOKUP = Duration.ofSeconds(60);

    private final Admission admission;
    private final Heartbeats heartbeats;
    private final Vertx vertx;
    /** A thread of its own: if it had to wait for one behind requests, each of these would look the terms up for itself. */
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

    /** Tests that move the queue by hand. */
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
     * Recovery is told by the look-up: a round without queues succeeds even while Redis is down. A single late answer, as from a service
     * that has just started, is nothing to act on.
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
