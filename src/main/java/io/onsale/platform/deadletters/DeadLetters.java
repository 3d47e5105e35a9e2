package io.onsale.platform.deadletters;

import io.onsale.platform.deadletters.DeadLetterRefusals.DeadLetterNotFoundException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;

/** The stored dead letters. Rows to decide about are locked by primary key: a range lock would keep new dead letters of the topic out. */
@ApplicationScoped
public class DeadLetters {
    private final Session session;

    public DeadLetters(Session session) {
        this.session = session;
    }

    /**
     * Stores a dead letter; false if there is one of this consumer and origin with the same payload. Text that is too long for its column
     * is cut, since a refused dead letter would be lost.
     */
    public boolean add(DeadLetter letter) {
        DeadLetterSummary summary = letter.summary();
        return session.createNativeMutationQuery("""
                                INSERT IGNORE INTO dead_letter (id, consumer, cause, detail, attempts, topic, topic_partition,
                                    topic_offset, record_key, headers, payload, died_at, status, updated_at)
                                VALUES (:id, :consumer, :cause, :detail, :attempts, :topic, :partition,
                                    :offset, :key, :headers, :payload, :diedAt, :status, :updatedAt)
                                """)
                        .setParameter("id", letter.id().value(), UUID.class)
                        .setParameter("consumer", letter.failure().consumer())
                        .setParameter("cause", letter.failure().cause())
                        .setParameter("detail", letter.failure().detail())
                        .setParameter("attempts", letter.failure().attempts())
                        .setParameter("topic", letter.origin().topic())
                        .setParameter("partition", letter.origin().partition())
                        .setParameter("offset", letter.origin().offset())
                        .setParameter("key", letter.message().key(), byte[].class)
                        .setParameter(
                                "headers", HeadersJson.write(letter.message().headers()))
                        .setParameter("payload", letter.message().payload(), byte[].class)
                        .setParameter("diedAt", summary.diedAt())
                        .setParameter("status", letter.status().name())
                        .setParameter("updatedAt", summary.updatedAt())
                        .executeUpdate()
                == 1;
    }

    public Optional<DeadLetter> find(DeadLetterId id) {
        return DeadLetterEntity.<DeadLetterEntity>findByIdOptional(id.value()).map(DeadLetterEntity::toDomain);
    }

    /** DEAD → the given status; false if it was not DEAD. */
    public boolean change(DeadLetterId id, DeadLetterStatus status, Instant now) {
        return DeadLetterEntity.update(
                        "status = ?1, updatedAt = ?2 where id = ?3 and status = DEAD", status, now, id.value())
                == 1;
    }

    /** The dead letters of a topic that are DEAD, oldest first. */
    public List<DeadLetterId> dead(String topic) {
        return session
                .createSelectionQuery(
                        "select id from DeadLetterEntity where topic = :topic and status = DEAD order by id",
                        UUID.class)
                .setParameter("topic", topic)
                .getResultList()
                .stream()
                .map(DeadLetterId::new)
                .toList();
    }

    /** DEAD → REPLAYED. Dead letters that are not DEAD, or that another transaction has locked, are left out. */
    public List<DeadLetter> markReplayed(List<DeadLetterId> ids, Instant now) {
        List<DeadLetterEntity> dead = session.createNativeQuery("""
                        SELECT * FROM dead_letter FORCE INDEX (PRIMARY)
                        WHERE id IN (:ids) AND status = 'DEAD' ORDER BY id FOR UPDATE SKIP LOCKED
                        """, DeadLetterEntity.class)
                .setParameter("ids", ids.stream().map(DeadLetterId::value).toList())
                .getResultList();
        if (!dead.isEmpty()) {
            int changed = session.createNativeMutationQuery("""
                            UPDATE dead_letter FORCE INDEX (PRIMARY) SET status = 'REPLAYED', updated_at = :now
                            WHERE id IN (:ids) AND status = 'DEAD'
                            """)
                    .setParameter("now", now)
                    .setParameter("ids", dead.stream().map(letter -> letter.id).toList())
                    .executeUpdate();
            if (changed != dead.size()) {
                throw new IllegalStateException("Dead letters were changed by others while they were locked here");
            }
        }
        return dead.stream().map(DeadLetterEntity::toDomain).toList();
    }

    /** Newest first. */
    public List<DeadLetterSummary> list(Optional<String> topic, DeadLetterStatus status, int page, int size) {
        var query = session.createSelectionQuery(
                "select id, consumer, cause, detail, attempts, topic, partition, offset, diedAt, status, updatedAt"
                        + where(topic) + " order by id desc",
                Row.class);
        return set(query, topic, status).setFirstResult(page * size).setMaxResults(size).getResultList().stream()
                .map(Row::toDomain)
                .toList();
    }

    public long count(Optional<String> topic, DeadLetterStatus status) {
        return set(session.createSelectionQuery("select count(*)" + where(topic), Long.class), topic, status)
                .getSingleResult();
    }

    private static String where(Optional<String> topic) {
        return " from DeadLetterEntity where status = :status" + (topic.isPresent() ? " and topic = :topic" : "");
    }

    private static <T> SelectionQuery<T> set(SelectionQuery<T> query, Optional<String> topic, DeadLetterStatus status) {
        topic.ifPresent(name -> query.setParameter("topic", name));
        return query.setParameter("status", status);
    }

    /** @throws DeadLetterNotFoundException if there is no such dead letter */
    public DeadLetter deadLetter(DeadLetterId id) {
        return find(id).orElseThrow(() -> new DeadLetterNotFoundException(id));
    }

    @RegisterForReflection
    record Row(
            UUID id,
            String consumer,
            String cause,
            String detail,
            int attempts,
            String topic,
            int partition,
            long offset,
            Instant diedAt,
            DeadLetterStatus status,
            Instant updatedAt) {
        DeadLetterSummary toDomain() {
            return new DeadLetterSummary(
                    new DeadLetterId(id),
                    new Failure(consumer, cause, detail, attempts),
                    new Origin(topic, partition, offset),
                    diedAt,
                    status,
                    updatedAt);
        }
    }
}
