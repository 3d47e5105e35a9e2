package io.onsale.platform.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;

/**
 * The runner of background jobs. A job that fails is due again at its next time, and an outage is two lines in the log: one when it begins
 * and one when it ends. At shutdown no job is begun, and a running job is waited for before the database goes away.
 */
@ApplicationScoped
public class BackgroundJobs {
    private static final Logger LOG = Logger.getLogger(BackgroundJobs.class);

    /**
     * The upper bound of one step of a job during any outage. A step waits for a thread behind requests, which give theirs up within 11 s
     * (1 s for a connection, 10 s for a statement), for a transaction, which ends after 30 s and the 10 s of its last statement, or for the
     * brokers, 30 s.
     */
    private static final Duration TURN = Duration.ofSeconds(90);

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock running = new ReentrantReadWriteLock();
    private final MeterRegistry metrics;
    private final Heartbeats heartbeats;
    private final Scheduler scheduler;
    private boolean stopped;

    public BackgroundJobs(MeterRegistry metrics, Heartbeats heartbeats, Scheduler scheduler) {
        this.metrics = metrics;
        this.heartbeats = heartbeats;
        this.scheduler = scheduler;
        Gauge.builder("onsale.jobs.failing", failing, Set::size)
                .description("Background jobs of this instance that have failed and not succeeded since")
                .register(metrics);
    }

    /**
     * Expects a job that the scheduler runs, unless the scheduler is switched off. It must be called at the start, so that a first turn
     * which never comes is noticed.
     *
     * @param name as for {@link #run}
     * @param every the pause between two turns, and before the first
     */
    public void expectScheduled(String name, Duration every) {
        if (scheduler.isRunning()) {
            expect(name, every);
        }
    }

    public void expect(String name, Duration every) {
        heartbeats.expect(name, every.plus(TURN));
    }

    /** The heartbeat between two steps of a job that does many things in one turn. */
    public void goesOn(String name) {
        heartbeats.beat(name);
    }

    /** @param name what the log calls the job, e.g. "Expiry of holds" */
    public void run(String name, Runnable job) {
        heartbeats.beat(name);
        running.readLock().lock();
        try {
            if (!stopped) {
                duration(name).record(() -> attempt(name, job));
            }
        } finally {
            running.readLock().unlock();
            heartbeats.beat(name);
        }
    }

    private Timer duration(String name) {
        return Timer.builder("onsale.job")
                .description("How long background jobs take, those that fail too")
                .tag("name", name)
                .register(metrics);
    }

    private void attempt(String name, Runnable job) {
        try {
            job.run();
        } catch (RuntimeException e) {
            if (failing.add(name)) {
                LOG.warnf("%s fails and is tried again and again: %s", name, OneLine.of(e));
            }
            return;
        }
        if (failing.remove(name)) {
            LOG.infof("%s works again", name);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        running.writeLock().lock();
        stopped = true;
        running.writeLock().unlock();
    }
}
