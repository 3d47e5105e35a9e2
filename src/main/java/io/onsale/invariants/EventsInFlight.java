package io.onsale.invariants;

import io.onsale.invariants.Brokers.Lag;
import io.onsale.invariants.Outbox.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The check that events make progress. One look cannot tell, since an event may have come, or be about to go, at this moment. So an event
 * that seems to be left behind is watched until it has moved; that costs time only where something may be wrong.
 */
@ApplicationScoped
public class EventsInFlight {
    private static final Duration OUTBOX_PATIENCE = Duration.ofSeconds(5);
    /** The consumers of an instance that died are replaced after 6 s and the next rebalancing, and commit their offsets every 5 s. */
    private static final Duration CONSUMER_PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_MILLIS = 500;

    private final Outbox outbox;
    private final Brokers brokers;
    private final Clock clock;

    public EventsInFlight(Outbox outbox, Brokers brokers, Clock clock) {
        this.outbox = outbox;
        this.brokers = brokers;
        this.clock = clock;
    }

    List<InvariantCheck> checkAll() {
        return List.of(
                new InvariantCheck("EVENTS_LEAVE_THE_OUTBOX", leftBehind()),
                new InvariantCheck("EVENTS_ARE_PROCESSED", standing()));
    }

    /** Events leave in order: if the first does, the others make progress. */
    private List<String> leftBehind() {
        Optional<Waiting> first = outbox.first()
                .filter(event -> event.occurredAt().isBefore(clock.instant().minus(OUTBOX_PATIENCE)))
                .filter(event -> brokers.areReachable());
        if (first.isEmpty() || within(OUTBOX_PATIENCE, () -> !outbox.has(first.get())) || !brokers.areReachable()) {
            return List.of();
        }
        Waiting event = first.get();
        return List.of("%s at position %d, since %s".formatted(event.type(), event.position(), event.occurredAt()));
    }

    private List<String> standing() {
        var suspects = new Suspects(brokers.lags().orElse(List.of()));
        if (suspects.none() || within(CONSUMER_PATIENCE, () -> suspects.acquit(brokers.lags()))) {
            return List.of();
        }
        return suspects.lags.stream().map(Lag::toString).toList();
    }

    private static final class Suspects {
        private List<Lag> lags;

        Suspects(List<Lag> lags) {
            this.lags = lags;
        }

        boolean none() {
            return lags.isEmpty();
        }

        /** Drops the lags that have moved, or all if Kafka does not answer any more. Returns whether none is left. */
        boolean acquit(Optional<List<Lag>> now) {
            lags = now.orElse(List.of()).stream()
                    .filter(lag -> lags.stream().anyMatch(lag::isStill))
                    .toList();
            return none();
        }
    }

    /** Looks repeatedly, the last time when the time is over. */
    private static boolean within(Duration patience, BooleanSupplier over) {
        long begin = System.nanoTime();
        do {
            pause();
            if (over.getAsBoolean()) {
                return true;
            }
        } while (System.nanoTime() - begin < patience.toNanos());
        return false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
