package io.onsale.platform.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.kernel.DomainException;
import io.onsale.platform.database.Outages;
import io.onsale.platform.runtime.OneLine;
import io.onsale.platform.runtime.Traces;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The delivery of records to consumers, with one effect for each event, however often its record arrives. A record that cannot be read or
 * refers to something that does not exist is given up at once, any other failure after some tries; during an outage of a dependency the
 * record is tried until the outage ends.
 */
@ApplicationScoped
public class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    /** With the pauses between the tries, one record holds up others for about three seconds. */
    private static final int ATTEMPTS = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ProcessOnce processOnce;
    private final EventReader reader;
    private final MeterRegistry metrics;
    private final Traces traces;
    private final ConsumerNames consumers;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Deliveries(
            ProcessOnce processOnce, ObjectMapper json, MeterRegistry metrics, Traces traces, ConsumerNames consumers) {
        this.consumers = consumers;
        this.metrics = metrics;
        this.traces = traces;
        this.processOnce = processOnce;
        this.reader = new EventReader(json);
    }

    /**
     * Runs the effect in a transaction that also notes the event as processed by this consumer, so that it happens once.
     *
     * @param consumer also the name of its channel and its group
     * @param type the fields of the event that the consumer needs, as a record; others are ignored
     * @param concerns which events have an effect; the others are skipped without a note
     * @throws UndeliverableEventException when the record is given up, for the channel to make it a dead letter
     */
    public <E> void deliver(
            String consumer,
            ConsumerRecord<byte[], byte[]> record,
            Class<E> type,
            Predicate<E> concerns,
            Consumer<E> effect) {
        deliver(
                consumer,
                record,
                type,
                (id, event) -> !concerns.test(event) || processOnce.process(consumer, id, () -> effect.accept(event)));
    }

    /**
     * As {@link #deliver}, for an effect outside of the database. It may be repeated, and takes the event's id to recognise a repetition.
     */
    public <E> void deliverOutside(
            String consumer, ConsumerRecord<byte[], byte[]> record, Class<E> type, BiConsumer<UUID, E> effect) {
        deliver(
                consumer,
                record,
                type,
                (id, event) -> processOnce.processOutside(consumer, id, () -> effect.accept(id, event)));
    }

    /**
     * As {@link #deliver}, with one effect for many events. The effect depends on the present state alone, so that it may happen often and
     * late, and nothing is noted. If it fails, each event has its effect by itself, so that an undeliverable event does not hold up the
     * others.
     *
     * @return the records that are given up, for the channel to make them dead letters
     */
    public <E> Map<ConsumerRecord<byte[], byte[]>, UndeliverableEventException> deliverTogether(
            String consumer, List<ConsumerRecord<byte[], byte[]>> records, Class<E> type, Consumer<List<E>> effect) {
        try (var spans = new ConsumerSpans(traces, consumer, records)) {
            var givenUp = deliverInSpans(consumer, records, type, effect);
            givenUp.forEach(spans::givenUp);
            return givenUp;
        }
    }

    private <E> Map<ConsumerRecord<byte[], byte[]>, UndeliverableEventException> deliverInSpans(
            String consumer, List<ConsumerRecord<byte[], byte[]>> records, Class<E> type, Consumer<List<E>> effect) {
        var givenUp = new LinkedHashMap<ConsumerRecord<byte[], byte[]>, UndeliverableEventException>();
        var events = new LinkedHashMap<ConsumerRecord<byte[], byte[]>, E>();
        for (var record : records) {
            try {
                EventReader.requireKnown(consumers, record);
                if (EventReader.isFor(consumer, record)) {
                    EventReader.eventId(record);
                    events.put(record, reader.read(record, type));
                }
            } catch (UndeliverableEventException e) {
                givenUp.put(record, e);
            }
        }
        if (!events.isEmpty() && !isDelivered(consumer, List.copyOf(events.values()), effect)) {
            events.forEach((record, event) -> {
                try {
                    attempt(consumer, Outages::isOutage, () -> happens(effect, List.of(event)));
                } catch (UndeliverableEventException e) {
                    givenUp.put(record, e);
                }
            });
        }
        events.keySet().removeAll(givenUp.keySet());
        count(consumer, "processed", events.size());
        count(consumer, "dead-lettered", givenUp.size());
        return givenUp;
    }

    private <E> boolean isDelivered(String consumer, List<E> events, Consumer<List<E>> effect) {
        try {
            return throughOutages(consumer, Outages::isOutage, () -> happens(effect, events));
        } catch (DeliveryBrokenOffException e) {
            throw e;
        } catch (RuntimeException e) {
            return false; // one of the events is undeliverable, and fails again by itself
        }
    }

    private static <E> boolean happens(Consumer<E> effect, E event) {
        effect.accept(event);
        return true;
    }

    /**
     * Delivers every record as it is, for the consumer of the dead letters, behind which there is no further topic: every failure of the
     * effect is taken for an outage.
     */
    public void deliverUnread(String consumer, Runnable effect) {
        attempt(consumer, e -> true, () -> {
            effect.run();
            return true;
        });
        count(consumer, "processed", 1);
    }

    private <E> void deliver(
            String consumer, ConsumerRecord<byte[], byte[]> record, Class<E> type, BiPredicate<UUID, E> delivery) {
        try (var spans = new ConsumerSpans(traces, consumer, List.of(record))) {
            try {
                EventReader.requireKnown(consumers, record);
                if (!EventReader.isFor(consumer, record)) {
                    return;
                }
                UUID id = EventReader.eventId(record);
                E event = reader.read(record, type);
                boolean processed = attempt(consumer, Outages::isOutage, () -> delivery.test(id, event));
                count(consumer, processed ? "processed" : "duplicate", 1);
            } catch (UndeliverableEventException e) {
                count(consumer, "dead-lettered", 1);
                spans.givenUp(record, e);
                throw e;
            }
        }
    }

    private void count(String consumer, String outcome, int events) {
        Counter.builder("onsale.events.consumed")
                .description("Events that a consumer is done with: processed, duplicate, dead-lettered")
                .tags("consumer", consumer, "outcome", outcome)
                .register(metrics)
                .increment(events);
    }

    /** Comes before the stop of the dead letters, which take none from then on. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) ShutdownEvent event) {
        stopped.countDown();
    }

    void requireRunning() {
        if (stopped.getCount() == 0) {
            throw new DeliveryBrokenOffException();
        }
    }

    private boolean attempt(String consumer, Predicate<Throwable> isOutage, BooleanSupplier delivery) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return throughOutages(consumer, isOutage, delivery);
            } catch (DeliveryBrokenOffException e) {
                throw e;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || isFinal(e)) {
                    throw giveUp(e, attempt);
                }
            }
            pause(pause);
            pause = longer(pause);
        }
    }

    private boolean throughOutages(String consumer, Predicate<Throwable> isOutage, BooleanSupplier delivery) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                boolean processed = once(delivery);
                if (waiting.remove(consumer)) {
                    LOG.infof("Consumer %s goes on", consumer);
                }
                return processed;
            } catch (RuntimeException e) {
                requireRunning();
                if (!isOutage.test(e)) {
                    throw e;
                }
                if (waiting.add(consumer)) {
                    LOG.warnf("Consumer %s waits for what it depends on: %s", consumer, OneLine.of(e));
                }
            }
            pause(pause);
            pause = longer(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Gives each try a request context of its own, and with it a session without cached reads. An Error would end the channel for good. */
    @ActivateRequestContext
    boolean once(BooleanSupplier delivery) {
        try {
            return delivery.getAsBoolean();
        } catch (Error e) {
            throw new IllegalStateException(e);
        }
    }

    /** A rule has refused the event, and would refuse it again. */
    private static boolean isFinal(RuntimeException e) {
        return e instanceof DomainException refusal && refusal.retryAfter().isEmpty();
    }

    private static UndeliverableEventException giveUp(RuntimeException e, int attempts) {
        if (e instanceof DomainException refusal) {
            return new UndeliverableEventException(refusal.code(), refusal.getMessage(), attempts);
        }
        LOG.errorf(e, "Unexpected failure of a consumer");
        return new UndeliverableEventException("INTERNAL_ERROR", e.getClass().getSimpleName(), attempts);
    }

    void pause(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DeliveryBrokenOffException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryBrokenOffException();
        }
    }
}
