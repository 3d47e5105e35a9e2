package io.onsale.queue.adapter.out.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.concert.domain.ConcertId;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of one queue, exported for as long as this instance follows it. The gauges tell what every instance sees,
 * each by its last look; the counter tells what this instance alone has done.
 */
final class QueueMeters {
    private final MeterRegistry metrics;
    private final Counter admitted;
    private final List<Meter> meters;

    QueueMeters(ConcertId concertId, FollowedQueue queue, MeterRegistry metrics) {
        this.metrics = metrics;
        String concert = concertId.toString();
        this.admitted = Counter.builder("onsale.queue.admitted")
                .description("Waiters and newcomers that this instance has given a slot")
                .tag("concert", concert)
                .register(metrics);
        this.meters = List.of(
                admitted,
                gauge("onsale.queue.waiting", "Who waits in the queue", concert, queue, FollowedQueue::waiting),
                gauge("onsale.queue.active", "Slots that are taken", concert, queue, FollowedQueue::active),
                gauge(
                        "onsale.queue.slots.free",
                        "Slots that could be given away now; none before the opening and while the queue is paused",
                        concert,
                        queue,
                        FollowedQueue::slotsFree));
    }

    private Gauge gauge(
            String name,
            String description,
            String concert,
            FollowedQueue queue,
            ToDoubleFunction<FollowedQueue> value) {
        return Gauge.builder(name, queue, value)
                .description(description)
                .tag("concert", concert)
                .register(metrics);
    }

    void admitted(long number) {
        admitted.increment(number);
    }

    void remove() {
        meters.forEach(metrics::remove);
    }
}
