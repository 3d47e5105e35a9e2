package io.onsale.reservation.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.database.Sql;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatQuota;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The quota of seats in the database: a row for each user and concert, changed by conditional statements. */
@ApplicationScoped
public class SqlSeatQuota implements SeatQuota {
    private final Sql sql;

    public SqlSeatQuota(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean take(UserId userId, ConcertId concertId, int seats, int limit) {
        // The driver reports rows changed, not rows found: 1 for an insert, 2 for an update, 0 if there would be too
        // many seats.
        return seats <= limit && sql.update("""
                        INSERT INTO seat_quota (user_id, concert_id, seats) VALUES (?, ?, ?)
                        ON DUPLICATE KEY UPDATE seats = IF(seats + ? <= ?, seats + ?, seats)
                        """, userId.value(), concertId.value(), seats, seats, limit, seats) > 0;
    }

    @Override
    public void giveBack(List<Reservation> reservations) {
        List<UUID> ids = reservations.stream()
                .map(reservation -> reservation.id().value())
                .toList();
        sql.update("""
                UPDATE seat_quota q JOIN (
                  SELECT user_id, concert_id, SUM(JSON_LENGTH(seats)) AS seats FROM reservation FORCE INDEX (PRIMARY)
                  WHERE id IN (%s) GROUP BY user_id, concert_id
                ) given ON given.user_id = q.user_id AND given.concert_id = q.concert_id
                SET q.seats = q.seats - given.seats
                """.formatted(Sql.places(ids)), ids);
    }
}
