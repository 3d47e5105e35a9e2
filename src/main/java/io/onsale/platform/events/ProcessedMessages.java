package io.onsale.platform.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;

/** The table of the events that each consumer has acted on. */
@ApplicationScoped
public class ProcessedMessages {
    private static final int DELETED_AT_ONCE = 10_000;

    private final EntityManager entityManager;

    public ProcessedMessages(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Notes the event in the transaction of its effect; false if it was noted before. */
    public boolean add(String consumer, UUID eventId, Instant now) {
        return entityManager
                        .createNativeQuery("""
                                INSERT IGNORE INTO processed_message (consumer, event_id, processed_at)
                                VALUES (:consumer, :event, :now)
                                """)
                        .setParameter("consumer", consumer)
                        .setParameter("event", eventId)
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    public boolean contains(String consumer, UUID eventId) {
        return !entityManager
                .createNativeQuery("SELECT 1 FROM processed_message WHERE consumer = :consumer AND event_id = :event")
                .setParameter("consumer", consumer)
                .setParameter("event", eventId)
                .getResultList()
                .isEmpty();
    }

    public void deleteProcessedBefore(Instant time) {
        entityManager
                .createNativeQuery("DELETE FROM processed_message WHERE processed_at < :time LIMIT " + DELETED_AT_ONCE)
                .setParameter("time", time)
                .executeUpdate();
    }
}
