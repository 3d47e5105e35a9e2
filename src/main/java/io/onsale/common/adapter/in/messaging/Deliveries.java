package io.onsale.common.adapter.in.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.common.adapter.DeadLetterFormat;
import io.onsale.common.adapter.in.Outages;
import io.onsale.common.domain.DeliveryBrokenOffException;
import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.UndeliverableEventException;
import io.onsale.common.port.in.ProcessOnce;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
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
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Brings a record to its consumer's effect: once, however often the record comes. What cannot be read or refers to what does not exist is
 * given up at once, any other failure after some tries; while something that Onsale depends on is out, it is tried until that is back.
 */
@ApplicationScoped
public class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final int SCHEMA_VERSION = 1;
    /** With the pauses between them, one record holds up others for about three seconds. */
    private static final int ATTEMPTS = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ProcessOnce processOnce;
    private final ObjectMapper json;
    private final MeterRegistry metrics;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Deliveries(ProcessOnce processOnce, ObjectMapper json, MeterRegistry metrics) {
        this.metrics = metrics;
        this.processOnce = processOnce;
        this.json = json.copy()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
    }

    /**
     * Runs the effect in a transaction that also notes the event as processed by this consumer: it happens once.
     *
     * @param consumer also the name of its channel and its group
     * @param type what the consumer needs to know of the event, as a record; other fields are ignored
     * @param concerns which events there is anything to do for; the others are passed over without a note
     * @throws UndeliverableEventException when it is given up, for the channel to put it to the dead letters
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

    /** As {@link #deliver}, for an effect outside of the database, which may be repeated and takes the event's id to recognise that. */
    public <E> void deliverOutside(
            String consumer, ConsumerRecord<byte[], byte[]> record, Class<E> type, BiConsumer<UUID, E> effect) {
        deliver(
                consumer,
                record,
                type,
                (id, event) -> processOnce.processOutside(consumer, id, () -> effect.accept(id, event)));
    }

    /**
     * As {@link #deliver}, for an effect that goes by the present state alone, so that it does not matter how often or how late it happens:
     * nothing is noted.
     */
    public <E> void deliverRepeatable(
            String consumer, ConsumerRecord<byte[], byte[]> record, Class<E> type, Consumer<E> effect) {
        deliver(consumer, record, type, (id, event) -> {
            effect.accept(event);
            return true;
        });
    }

    /**
     * For a consumer that takes every record as it is and behind which there is nobody to give it to: whatever the effect fails of is
     * taken for an outage.
     */
    public void deliverUnread(String consumer, Runnable effect) {
        attempt(consumer, e -> true, () -> {
            effect.run();
            return true;
        });
        count(consumer, "processed");
    }

    private <E> void deliver(
            String consumer, ConsumerRecord<byte[], byte[]> record, Class<E> type, BiPredicate<UUID, E> delivery) {
        if (!isFor(consumer, record)) {
            return;
        }
        try {
            UUID id = eventId(record);
            E event = read(record, type);
            boolean processed = attempt(consumer, Outages::isOutage, () -> delivery.test(id, event));
            count(consumer, processed ? "processed" : "duplicate");
        } catch (UndeliverableEventException e) {
            count(consumer, "dead-lettered");
            throw e;
        }
    }

    private void count(String consumer, String outcome) {
        metrics.counter("onsale.events.consumed", "consumer", consumer, "outcome", outcome)
                .increment();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    /** A dead letter that is replayed comes to all consumers, and is meant for the one that had given up on it. */
    private static boolean isFor(String consumer, ConsumerRecord<?, ?> record) {
        String replayedFor = header(record, DeadLetterFormat.CONSUMER);
        return replayedFor == null || replayedFor.equals(consumer);
    }

    private boolean attempt(String consumer, Predicate<Throwable> isOutage, BooleanSupplier delivery) {
        Duration pause = FIRST_PAUSE;
        int attempts = 0;
        while (true) {
            try {
                boolean processed = once(delivery);
                if (waiting.remove(consumer)) {
                    LOG.infof("Consumer %s goes on", consumer);
                }
                return processed;
            } catch (RuntimeException e) {
                if (stopped.getCount() == 0) {
                    throw new DeliveryBrokenOffException();
                }
                if (isOutage.test(e)) {
                    if (waiting.add(consumer)) {
                        LOG.warnf("Consumer %s waits for what it depends on: %s", consumer, e);
                    }
                } else if (++attempts == ATTEMPTS || isFinal(e)) {
                    throw giveUp(e, attempts);
                }
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Each try has a context of its own, and with it a session that has not read anything yet. */
    @ActivateRequestContext
    boolean once(BooleanSupplier delivery) {
        return delivery.getAsBoolean();
    }

    /** A rule has refused it, and will again. */
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

    private <E> E read(ConsumerRecord<byte[], byte[]> record, Class<E> type) {
        String eventType = header(record, "ce_type");
        if (!record.topic().equals(eventType)) {
            throw unreadable("UNKNOWN_EVENT_TYPE", "An event of type " + eventType + " is not known on this topic.");
        }
        String version = header(record, "ce_schemaversion");
        if (!Integer.toString(SCHEMA_VERSION).equals(version)) {
            throw unreadable("UNKNOWN_SCHEMA_VERSION", "Schema version " + version + " is not known here.");
        }
        if (record.value() == null) {
            throw unreadable("MALFORMED_EVENT", "The record has no value.");
        }
        try {
            return json.readValue(record.value(), type);
        } catch (JsonMappingException e) {
            String field =
                    e.getPath().isEmpty() ? "" : " at " + e.getPathReference().replaceAll(".*?\\[", "[");
            throw unreadable("MALFORMED_EVENT", "The value is not the event that is expected" + field + ".");
        } catch (JsonProcessingException e) {
            throw unreadable("MALFORMED_EVENT", "The value is not JSON.");
        } catch (IOException e) {
            throw unreadable("MALFORMED_EVENT", "The value is not text.");
        }
    }

    private static UUID eventId(ConsumerRecord<?, ?> record) {
        try {
            return UUID.fromString(header(record, "ce_id"));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw unreadable("MALFORMED_EVENT", "The header ce_id is not the id of an event.");
        }
    }

    private static UndeliverableEventException unreadable(String code, String detail) {
        return new UndeliverableEventException(code, detail, 1);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
