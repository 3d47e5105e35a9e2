package io.onsale.platform.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** The deduplication of events: it notes an event as processed in the transaction of its effect. */
@ApplicationScoped
public class ProcessEachOnce implements ProcessOnce {
    /** Twice as long as a topic keeps its records. */
    private static final Duration KEPT = Duration.ofDays(14);

    private final ProcessedMessages processed;
    private final Clock clock;

    public ProcessEachOnce(ProcessedMessages processed, Clock clock) {
        this.processed = processed;
        this.clock = clock;
    }

    @Override
    @Transactional
    public boolean process(String consumer, UUID eventId, Runnable effect) {
        // First, so that another instance with the same event at this moment waits, and then has nothing left to do.
        if (!processed.add(consumer, eventId, clock.instant())) {
            return false;
        }
        effect.run();
        return true;
    }

    @Override
    public boolean processOutside(String consumer, UUID eventId, Runnable effect) {
        if (wasProcessed(consumer, eventId)) {
            return false;
        }
        effect.run();
        note(consumer, eventId);
        return true;
    }

    @Transactional
    boolean wasProcessed(String consumer, UUID eventId) {
        return processed.contains(consumer, eventId);
    }

    @Transactional
    void note(String consumer, UUID eventId) {
        processed.add(consumer, eventId, clock.instant());
    }

    @Override
    @Transactional
    public void forgetOld() {
        processed.deleteProcessedBefore(clock.instant().minus(KEPT));
    }
}
