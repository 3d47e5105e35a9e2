package io.onsale.reservation.adapter.out.persistence;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationBusyException;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.out.ReservationRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Locks by primary key only: a range scan would lock the gaps that new reservations are inserted into. The index is forced where many
 * ids are given, because the optimizer would scan a table that has hardly more rows, and lock them all.
 */
@ApplicationScoped
public class SqlReservationRepository implements ReservationRepository {
    /** ER_LOCK_NOWAIT, as MySQL says it. */
    private static final int LOCKED_MYSQL = 3572;
    /** ER_LOCK_WAIT_TIMEOUT, as MariaDB says it. */
    private static final int LOCKED_MARIADB = 1205;

    private final Session session;

    public SqlReservationRepository(Session session) {
        this.session = session;
    }

    @Override
    public void add(Reservation reservation) {
        ReservationEntity.of(reservation).persist();
    }

    @Override
    public Optional<Reservation> lock(ReservationId reservationId) {
        try {
            return session.createNativeQuery(
                            "SELECT * FROM reservation WHERE id = :id FOR UPDATE NOWAIT", ReservationEntity.class)
                    .setParameter("id", reservationId.value())
                    .uniqueResultOptional()
                    .map(ReservationEntity::toDomain);
        } catch (PersistenceException e) {
            if (isLocked(e)) {
                throw new ReservationBusyException();
            }
            throw e;
        }
    }

    private static boolean isLocked(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode() == LOCKED_MYSQL || sql.getErrorCode() == LOCKED_MARIADB;
            }
        }
        return false;
    }

    @Override
    public boolean change(Reservation previous, Reservation next, Instant now) {
        return ReservationEntity.update(
                        "status = ?1, declines = ?2, updatedAt = ?3 where id = ?4 and status = ?5",
                        next.status(),
                        next.declines(),
                        now,
                        previous.id().value(),
                        previous.status())
                == 1;
    }

    @Override
    public List<ReservationId> due(Instant now, int limit) {
        return session
                .createSelectionQuery(
                        "select id from ReservationEntity where status = PENDING and expiresAt <= :now order by expiresAt",
                        UUID.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(ReservationId::new)
                .toList();
    }

    @Override
    public List<Reservation> expire(List<ReservationId> ids, Instant now) {
        List<Reservation> locked = session
                .createNativeQuery("""
                        SELECT * FROM reservation FORCE INDEX (PRIMARY)
                        WHERE id IN (:ids) AND status = 'PENDING' AND expires_at <= :now FOR UPDATE SKIP LOCKED
                        """, ReservationEntity.class)
                .setParameter("ids", ids.stream().map(ReservationId::value).toList())
                .setParameter("now", now)
                .getResultList()
                .stream()
                .map(ReservationEntity::toDomain)
                .toList();
        if (!locked.isEmpty()) {
            session.createNativeMutationQuery("""
                            UPDATE reservation FORCE INDEX (PRIMARY) SET status = 'EXPIRED', updated_at = :now WHERE id IN (:ids)
                            """)
                    .setParameter("now", now)
                    .setParameter(
                            "ids",
                            locked.stream()
                                    .map(reservation -> reservation.id().value())
                                    .toList())
                    .executeUpdate();
        }
        return locked;
    }
}
