package io.onsale.common.adapter.in.scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;

/**
 * Runs what is done again and again. A job that fails is simply due again at its next time: an outage is two lines in the log, one when
 * it begins and one when it ends. At shutdown no job is begun, and one that runs is waited for before the database goes away.
 */
@ApplicationScoped
public class BackgroundJobs {
    private static final Logger LOG = Logger.getLogger(BackgroundJobs.class);

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock running = new ReentrantReadWriteLock();
    private final MeterRegistry metrics;
    private boolean stopped;

    public BackgroundJobs(MeterRegistry metrics) {
        this.metrics = metrics;
        Gauge.builder("onsale.jobs.failing", failing, Set::size)
                .description("Background jobs of this instance that have failed and not succeeded since")
                .register(metrics);
    }

    /** @param name what the log calls it, e.g. "Expiry of holds" */
    public void run(String name, Runnable job) {
        running.readLock().lock();
        try {
            if (!stopped) {
                duration(name).record(() -> attempt(name, job));
            }
        } finally {
            running.readLock().unlock();
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
                LOG.warnf("%s fails and is tried again and again: %s", name, e);
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
