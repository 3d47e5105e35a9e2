package io.onsale.platform.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.onsale.platform.events.EventStream.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The relay of the outbox: it brings the events of committed changes to Kafka, each at least once, those of one type and key in their
 * order. It reads, sends, and deletes only what the brokers have acknowledged; after a crash in between, the next relay sends again. A late
 * commit is found too, since each batch begins with the oldest event in the outbox. Only events of the same type wait for those under way:
 * trouble with one topic does not hold up the others.
 */
@ApplicationScoped
public class OutboxRelay {
    public enum Progress {
        /** Another instance relays. */
        STANDING_BY,
        /** Nothing was waiting. */
        IDLE,
        /** What was waiting is in Kafka; more may have come meanwhile. */
        SENT,
        /** Events of some type are not acknowledged, or have been refused; all others are in Kafka. */
        HELD_UP,
        /** A full batch is in Kafka; more was probably waiting. */
        SENT_FULL_BATCH
    }

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 1000;
    /** The longest wait of one round for the brokers. The next round waits on, and looks for other events to send. */
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The time after which the log reports that a topic does not take its events; the replacement of a broker takes less. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The pause before a topic that has refused is tried again. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PendingEvents pending;
    private final EventStream stream;
    private final List<String> types;
    private final Map<String, CompletableFuture<Outcome>> underWay = new HashMap<>();
    private final Map<String, Long> resting = new HashMap<>();
    private final Map<String, Long> waitingSince = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    public OutboxRelay(PendingEvents pending, EventStream stream, EventsConfig config) {
        this.types = config.topics();
        this.pending = pending;
        this.stream = stream;
    }

    /**
     * Sends one batch and returns within about a second, even without acknowledgements; the next calls look after the rest. Fails if the
     * database does.
     */
    public Progress relay() {
        if (!pending.lead()) {
            return Progress.STANDING_BY;
        }
        settle();
        Set<String> notNow = notNow();
        List<RecordedEvent> batch = notNow.containsAll(types) ? List.of() : pending.next(BATCH, notNow);
        try {
            await(send(batch));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // This instance stops; the next relay sends them again.
            return Progress.IDLE;
        }
        settle();
        if (batch.size() == BATCH) {
            return Progress.SENT_FULL_BATCH;
        }
        if (!notNow().isEmpty()) {
            return Progress.HELD_UP;
        }
        return batch.isEmpty() ? Progress.IDLE : Progress.SENT;
    }

    private Set<String> notNow() {
        long now = System.nanoTime();
        resting.values().removeIf(until -> until - now <= 0);
        var notNow = new HashSet<>(underWay.keySet());
        notNow.addAll(resting.keySet());
        return notNow;
    }

    private List<CompletableFuture<Outcome>> send(List<RecordedEvent> batch) {
        long now = System.nanoTime();
        var sent = new ArrayList<CompletableFuture<Outcome>>();
        batch.stream()
                .collect(groupingBy(RecordedEvent::type, LinkedHashMap::new, toList()))
                .forEach((type, events) -> {
                    CompletableFuture<Outcome> published =
                            stream.publish(events).toCompletableFuture();
                    sent.add(published);
                    underWay.put(type, published);
                    waitingSince.putIfAbsent(type, now);
                });
        return sent;
    }

    /** Waits until all of it is acknowledged, which usually takes milliseconds. */
    private static void await(List<CompletableFuture<Outcome>> sent) throws InterruptedException {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(ROUND_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // the next round looks after it
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void settle() {
        for (String type : List.copyOf(underWay.keySet())) {
            CompletableFuture<Outcome> published = underWay.get(type);
            if (published.isDone()) {
                underWay.remove(type);
                settle(type, published.join());
            } else {
                tellIfLate(type, "its brokers do not answer");
            }
        }
    }

    private void settle(String type, Outcome outcome) {
        if (!outcome.stored().isEmpty()) {
            pending.forget(outcome.stored());
        }
        if (outcome.trouble().isPresent()) {
            resting.put(type, System.nanoTime() + REST_NANOS);
            tellIfLate(type, outcome.trouble().get());
        } else {
            long since = waitingSince.remove(type);
            if (told.remove(type)) {
                LOG.infof(
                        "The topic %s takes its events again, after %d s",
                        type, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
            }
        }
    }

    private void tellIfLate(String type, String trouble) {
        if (System.nanoTime() - waitingSince.get(type) > PATIENCE_NANOS && told.add(type)) {
            LOG.warnf("The topic %s does not take its events, which wait in the outbox: %s", type, trouble);
        }
    }

    /** Counts the waiting events for this instance's metrics; does nothing where another instance relays. May be called on any thread. */
    public void count() {
        pending.count();
    }

    /** Lets another instance relay at once. */
    public void resign() {
        pending.resign();
    }
}
