package io.onsale.common.adapter.out.persistence;

import io.onsale.common.domain.IdempotentRequest;
import io.onsale.common.port.in.IdempotentRequests.Answer;
import io.onsale.common.port.out.IdempotencyKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

@ApplicationScoped
public class SqlIdempotencyKeys implements IdempotencyKeys {
    private static final int DELETED_AT_ONCE = 10_000;

    private final EntityManager entityManager;

    public SqlIdempotencyKeys(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Override
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

    @Override
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

    @Override
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

    @Override
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

    @Override
    public void release(IdempotentRequest request, UUID attempt) {
        write("""
                        DELETE FROM idempotency_key
                        WHERE caller = :caller AND idempotency_key = :key AND attempt = :attempt AND status IS NULL
                        """, request, attempt).executeUpdate();
    }

    @Override
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
