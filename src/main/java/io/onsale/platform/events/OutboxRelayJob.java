package io.onsale.platform.events;

import io.onsale.platform.events.OutboxRelay.Progress;
import io.onsale.platform.runtime.BackgroundConfig;
import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The thread that runs the relay. Commits of this instance wake it, and it looks every 50 ms for those of others, so that an event is soon
 * on its way wherever it was recorded.
 */
@ApplicationScoped
public class OutboxRelayJob {
    private static final Logger LOG = Logger.getLogger(OutboxRelayJob.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /**
     * The time for which events wait for company under load: a round costs two transactions and an answer of three brokers, and a round of
     * each consumer, for any number of events. A single event does not wait.
     */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    /** The pause while a topic holds up its events; a look for events of other topics has to skip all of those. */
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** The pause while another instance relays, or while none can. */
    private static final long STAND_BY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OutboxRelay relay;
    private final BackgroundJobs jobs;
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private volatile boolean relaying;
    private volatile boolean stopped;
    private Progress progress;

    public OutboxRelayJob(OutboxRelay relay, BackgroundJobs jobs) {
        this.relay = relay;
        this.jobs = jobs;
    }

    void start(@Observes StartupEvent event, BackgroundConfig background) {
        if (background.enabled()) {
            jobs.expect("Relay of events", Duration.ofNanos(STAND_BY_NANOS));
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Costs nothing where another instance relays. */
    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) EventsCommitted committed) {
        if (relaying) {
            LockSupport.unpark(thread);
        }
    }

    /** Comes before the wait for the other jobs. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event)
            throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    /** Parks again until the time is over, since each commit ends a park. */
    private void linger(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !stopped; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void run() {
        while (!stopped) {
            progress = Progress.STANDING_BY;
            try {
                jobs.run("Relay of events", () -> progress = relay.relay());
            } catch (Error e) {
                LOG.error("Relay of events", e); // and goes on, since without this thread no event would leave
            }
            relaying = progress != Progress.STANDING_BY;
            switch (progress) {
                case STANDING_BY -> LockSupport.parkNanos(STAND_BY_NANOS);
                case IDLE -> LockSupport.parkNanos(LOOK_NANOS);
                case SENT -> linger(LINGER_NANOS);
                case HELD_UP -> linger(HELD_UP_NANOS);
                case SENT_FULL_BATCH -> {}
            }
        }
        relay.resign();
    }
}
