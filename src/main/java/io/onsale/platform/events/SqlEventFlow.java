package io.onsale.platform.events;

import io.onsale.kernel.EventFlow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/** The freshness of events by the oldest event in the outbox, which is looked up four times a second at most, by primary key. */
@ApplicationScoped
public class SqlEventFlow implements EventFlow {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration LOOKED_UP_EVERY = Duration.ofMillis(250);

    private final EntityManager entityManager;
    private final Clock clock;
    private volatile Look last = new Look(false, System.nanoTime() - LOOKED_UP_EVERY.toNanos());

    private record Look(boolean flowing, long nanos) {}

    public SqlEventFlow(EntityManager entityManager, Clock clock) {
        this.entityManager = entityManager;
        this.clock = clock;
    }

    @Override
    public boolean isFlowing() {
        Look look = last;
        long now = System.nanoTime();
        if (now - look.nanos >= LOOKED_UP_EVERY.toNanos()) {
            look = new Look(isNothingLate(), now);
            last = look;
        }
        return look.flowing;
    }

    private boolean isNothingLate() {
        List<Instant> oldest = entityManager
                .unwrap(Session.class)
                .createNativeQuery("SELECT occurred_at FROM outbox ORDER BY position LIMIT 1", Instant.class)
                .getResultList();
        return oldest.isEmpty() || oldest.get(0).isAfter(clock.instant().minus(LONGEST_WAIT));
    }
}
