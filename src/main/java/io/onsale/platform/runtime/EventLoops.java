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
import java.util.concurrent.TimeUnit;

/**
 * The heartbeat of each event loop, once a second, by the timer of that loop: where the timer is broken, no request on that loop ever times
 * out.
 */
@ApplicationScoped
public class EventLoops {
    /** The bound leaves room for an overloaded processor and for pauses of the collector; nothing on an event loop waits. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final List<ScheduledFuture<?>> timers = new ArrayList<>();

    void start(@Observes StartupEvent event, Vertx vertx, Heartbeats heartbeats, BackgroundConfig background) {
        if (!background.enabled()) {
            return;
        }
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            String name = "Event loop " + timers.size();
            heartbeats.expect(name, WITHIN);
            timers.add(loop.scheduleAtFixedRate(() -> heartbeats.beat(name), 1, 1, TimeUnit.SECONDS));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timers.forEach(timer -> timer.cancel(false));
    }
}
