package io.onsale.platform.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The heartbeats of the loops of this instance: when each last began or ended a turn. A turn that fails counts like any other; a loop is
 * overdue only when it has not come round within the bound that it has set itself.
 */
@ApplicationScoped
public class Heartbeats {
    private final Map<String, Loop> loops = new ConcurrentHashMap<>();
    private final MeterRegistry metrics;

    private static final class Loop {
        private final long withinNanos;
        private volatile long beatNanos = System.nanoTime();

        Loop(Duration within) {
            withinNanos = within.toNanos();
        }

        double overdueSeconds() {
            long overdue = System.nanoTime() - beatNanos - withinNanos;
            return Math.max(0, overdue) / (double) TimeUnit.SECONDS.toNanos(1);
        }
    }

    public Heartbeats(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * Watches a loop from now on, even before its first turn.
     *
     * @param within longer than any turn, and any pause between two turns, may last, outages of servers included
     */
    public void expect(String name, Duration within) {
        var loop = new Loop(within);
        loops.put(name, loop);
        Gauge.builder("onsale.loop.overdue.seconds", loop, Loop::overdueSeconds)
                .description("For how long a loop of this instance should have come round; 0 as long as it does")
                .tag("loop", name)
                .register(metrics);
    }

    /** Must be called at the beginning and at the end of each turn. A loop that was not announced by {@link #expect} is ignored. */
    public void beat(String name) {
        Loop loop = loops.get(name);
        if (loop != null) {
            loop.beatNanos = System.nanoTime();
        }
    }

    /** The overdue loops by name, each with the seconds it is overdue. */
    public SortedMap<String, Double> overdue() {
        var overdue = new TreeMap<String, Double>();
        loops.forEach((name, loop) -> {
            double seconds = loop.overdueSeconds();
            if (seconds > 0) {
                overdue.put(name, seconds);
            }
        });
        return overdue;
    }
}
