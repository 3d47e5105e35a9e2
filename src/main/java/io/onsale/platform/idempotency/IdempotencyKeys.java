package io.onsale.platform.idempotency;

import io.onsale.platform.idempotency.IdempotentRequests.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The table of idempotency keys: the named requests of the last day. */
@ApplicationScoped
public class IdempotencyKeys {
    /** @param answer empty while the request runs */
    public record Entry(byte[] fingerprint, UUID attempt, Instant startedAt, Optional<Answer> answer) {}

    private static final int DELETED_AT_ONCE = 10_000;

    private final EntityManager entityManager;

    public IdempotencyKeys(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** True if the key was free. */
    public boolean claim(IdempotentRequest request, UUID attempt, Instant now) {
        return write("""
                        INSERT IGNORE INTO idempotency_key (caller, idempotency_key, fingerprint, attempt, started_at)
                        VALUES (:caller, :key, :fingerprint, :attempt, :now)
                        """, request, attempt)
                        .setParameter("fingerprint", request.fingerprint())
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    public Optional<Entry> find(IdempotentRequest request) {
        return entityManager
                .unwrap(Session.class)
                .createNativeQuery("""
                        SELECT fingerprint, attempt, started_at AS startedAt, status, body FROM idempotency_key
                        WHERE caller = :caller AND idempotency_key = :key
                        """, Object[].class)
                .addScalar("fingerprint", byte[].class)
                .addScalar("attempt", UUID.class)
                .addScalar("startedAt", Instant.class)
                .addScalar("status", Integer.class)
                .addScalar("body", String.class)
                .setParameter("caller", request.caller())
                .setParameter("key", request.key())
                .uniqueResultOptional()
                .map(row -> new Entry(
                        (byte[]) row[0],
                        (UUID) row[1],
                        (Instant) row[2],
                        Optional.ofNullable((Integer) row[3]).map(status -> new Answer(status, (String) row[4]))));
    }

    /**
     * Takes over the key of an abandoned attempt; false if another request was faster, or if it has been answered meanwhile.
     *
     * @param forgotten answers to requests that were started before this instant do not count any more
     */
    public boolean takeOver(IdempotentRequest request, UUID given, Instant forgotten, UUID attempt, Instant now) {
        return write("""
                        UPDATE idempotency_key
                        SET attempt = :attempt, fingerprint = :fingerprint, started_at = :now, status = NULL, body = NULL
                        WHERE caller = :caller AND idempotency_key = :key AND attempt = :given
                          AND (status IS NULL OR started_at < :forgotten)
                        """, request, attempt)
                        .setParameter("fingerprint", request.fingerprint())
                        .setParameter("given", given)
                        .setParameter("forgotten", forgotten)
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    /** False if the key has been taken over meanwhile: the caller's transaction must roll back. */
    public boolean answered(IdempotentRequest request, UUID attempt, Answer answer) {
        return write("""
                        UPDATE idempotency_key SET status = :status, body = :body
                        WHERE caller = :caller AND idempotency_key = :key AND attempt = :attempt
                        """, request, attempt)
                        .setParameter("status", answer.status())
                        .setParameter("body", answer.body())
                        .executeUpdate()
                == 1;
    }

    public void release(IdempotentRequest request, UUID attempt) {
        write("""
                        DELETE FROM idempotency_key
                        WHERE caller = :caller AND idempotency_key = :key AND attempt = :attempt AND status IS NULL
                        """, request, attempt).executeUpdate();
    }

    /** Deletes some of them; true if there may be more. */
    public boolean deleteStartedBefore(Instant time) {
        return entityManager
                        .createNativeQuery(
                                "DELETE FROM idempotency_key WHERE started_at < :time LIMIT " + DELETED_AT_ONCE)
                        .setParameter("time", time)
                        .executeUpdate()
                == DELETED_AT_ONCE;
    }

    private Query write(String sql, IdempotentRequest request, UUID attempt) {
        return entityManager
                .createNativeQuery(sql)
                .setParameter("caller", request.caller())
                .setParameter("key", request.key())
                .setParameter("attempt", attempt);
    }
}
