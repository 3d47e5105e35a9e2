package io.onsale.platform.runtime;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of this instance: their heartbeats, once a second, for liveness, and how late they are, by which an instance that is starved
 * is told from servers that do not answer. Each loop is asked by its own timer: where the timer is broken, no request on that loop ever times
 * out.
 */
@ApplicationScoped
public class EventLoops {
    /** The bound leaves room for an overloaded processor and for pauses of the collector; nothing on an event loop waits. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The time for which a loop that was late still counts as late: its backlog may not be through yet. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    /** The moment at which a loop last came round, and its worst delay of late. */
    private static final class Pulse {
        private volatile long beatNanos = System.nanoTime();
        private volatile long worstNanos;
        private volatile long worstAtNanos = beatNanos;

        /** Runs on the loop. */
        void beat() {
            long now = System.nanoTime();
            long late = now - beatNanos - PULSE_NANOS;
            beatNanos = now;
            if (late > worstNanos || now - worstAtNanos > REMEMBERED_NANOS) {
                worstNanos = late;
                worstAtNanos = now;
            }
        }

        long lateNanos(long now) {
            long current = now - beatNanos - PULSE_NANOS;
            return now - worstAtNanos > REMEMBERED_NANOS ? current : Math.max(current, worstNanos);
        }
    }

    void start(@Observes StartupEvent event, Vertx vertx, Heartbeats heartbeats, BackgroundConfig background) {
        if (!background.enabled()) {
            return;
        }
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            String name = "Event loop " + pulses.size();
            heartbeats.expect(name, WITHIN);
            var pulse = new Pulse();
            pulses.add(pulse);
            timers.add(loop.scheduleAtFixedRate(() -> heartbeats.beat(name), 1, 1, TimeUnit.SECONDS));
            timers.add(loop.scheduleWithFixedDelay(pulse::beat, PULSE_NANOS, PULSE_NANOS, TimeUnit.NANOSECONDS));
        }
    }

    /** The worst delay of a loop within the last second, and with it of all that was to be done there. */
    public Duration late() {
        long now = System.nanoTime();
        long latest = 0;
        for (Pulse pulse : pulses) {
            latest = Math.max(latest, pulse.lateNanos(now));
        }
        return Duration.ofNanos(latest);
    }

    void stop(@Observes ShutdownEvent event) {
        timers.forEach(timer -> timer.cancel(false));
    }
}
