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
 * Knows of each loop of this instance when it last began or ended a turn. A turn that fails counts like any other: only a loop that does not
 * come round any more is overdue, by the bound that it has named itself.
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
     * From now on, whether its first turn comes or not.
     *
     * @param within longer than any turn may last, and than any pause between two, also while servers are away
     */
    public void expect(String name, Duration within) {
        var loop = new Loop(within);
        loops.put(name, loop);
        Gauge.builder("onsale.loop.overdue.seconds", loop, Loop::overdueSeconds)
                .description("For how long a loop of this instance should have come round; 0 as long as it does")
                .tag("loop", name)
                .register(metrics);
    }

    /** To be called at the beginning and at the end of each turn. Of a loop that nobody expects it means nothing. */
    public void beat(String name) {
        Loop loop = loops.get(name);
        if (loop != null) {
            loop.beatNanos = System.nanoTime();
        }
    }

    /** Those that are, each with the seconds. */
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
