package io.onsale.reservation.adapter.out.persistence;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.database.Sql;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The reservations in the database. Locks are taken by primary key only, because a range scan would lock the gaps that
 * new reservations are inserted into. The index is forced where many ids are given, because the optimizer would scan a
 * table that has hardly more rows, and lock them all.
 */
@ApplicationScoped
public class SqlReservationRepository implements ReservationRepository {
    private static final ReservedSeatsJson JSON = new ReservedSeatsJson();
    /** The error of MySQL for a locked row: ER_LOCK_NOWAIT. */
    private static final int LOCKED_MYSQL = 3572;
    /** The error of MariaDB for a locked row: ER_LOCK_WAIT_TIMEOUT. */
    private static final int LOCKED_MARIADB = 1205;

    private final Sql sql;

    public SqlReservationRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Reservation reservation) {
        sql.update(
                """
                INSERT INTO reservation (id, user_id, concert_id, concert_date_id, seats, price, status, declines,
                  expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                reservation.id().value(),
                reservation.userId().value(),
                reservation.concertId().value(),
                reservation.concertDateId().value(),
                JSON.convertToDatabaseColumn(reservation.seats()),
                reservation.price().won(),
                reservation.status(),
                reservation.declines(),
                reservation.expiresAt(),
                reservation.createdAt(),
                reservation.createdAt());
    }

    @Override
    public Optional<Reservation> lock(ReservationId reservationId) {
        try {
            return sql
                    .query(
                            "SELECT * FROM reservation WHERE id = ? FOR UPDATE NOWAIT",
                            SqlReservationRepository::reservation,
                            reservationId.value())
                    .stream()
                    .findFirst();
        } catch (PersistenceException e) {
            if (isLocked(e)) {
                throw new ReservationBusyException();
            }
            throw e;
        }
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        return new Reservation(
                new ReservationId(Sql.uuid(row, "id")),
                new UserId(Sql.uuid(row, "user_id")),
                new ConcertId(Sql.uuid(row, "concert_id")),
                new ConcertDateId(Sql.uuid(row, "concert_date_id")),
                JSON.convertToEntityAttribute(row.getString("seats")),
                ReservationStatus.valueOf(row.getString("status")),
                row.getInt("declines"),
                Sql.instant(row, "expires_at"),
                Sql.instant(row, "created_at"));
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
        return sql.update(
                        "UPDATE reservation SET status = ?, declines = ?, updated_at = ? WHERE id = ? AND status = ?",
                        next.status(),
                        next.declines(),
                        now,
                        previous.id().value(),
                        previous.status())
                == 1;
    }

    @Override
    public List<ReservationId> due(Instant now, int limit) {
        return sql.query(
                "SELECT id FROM reservation WHERE status = 'PENDING' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                row -> new ReservationId(Sql.uuid(row, "id")),
                now,
                limit);
    }

    @Override
    public List<Reservation> expire(List<ReservationId> ids, Instant now) {
        List<Reservation> locked = sql.query(
                """
                SELECT * FROM reservation FORCE INDEX (PRIMARY)
                WHERE id IN (%s) AND status = 'PENDING' AND expires_at <= ? FOR UPDATE SKIP LOCKED
                """.formatted(Sql.places(ids)),
                SqlReservationRepository::reservation,
                ids.stream().map(ReservationId::value).toList(),
                now);
        if (!locked.isEmpty()) {
            List<UUID> expired =
                    locked.stream().map(reservation -> reservation.id().value()).toList();
            int changed = sql.update("""
                    UPDATE reservation FORCE INDEX (PRIMARY) SET status = 'EXPIRED', updated_at = ?
                    WHERE id IN (%s) AND status = 'PENDING' AND expires_at <= ?
                    """.formatted(Sql.places(expired)), now, expired, now);
            if (changed != expired.size()) {
                throw new IllegalStateException("Holds were changed by others while they were locked here");
            }
        }
        return locked;
    }
}
