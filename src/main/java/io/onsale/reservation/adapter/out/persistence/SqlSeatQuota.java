package io.onsale.reservation.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatQuota;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;

@ApplicationScoped
public class SqlSeatQuota implements SeatQuota {
    private final EntityManager entityManager;

    public SqlSeatQuota(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Override
    public boolean take(UserId userId, ConcertId concertId, int seats, int limit) {
        // One row changed: inserted; two: updated; none: it would be too many. (The driver reports rows changed, not
        // rows found.)
        return entityManager
                        .createNativeQuery("""
                                INSERT INTO seat_quota (user_id, concert_id, seats) VALUES (:user, :concert, :seats)
                                ON DUPLICATE KEY UPDATE seats = IF(seats + :seats <= :limit, seats + :seats, seats)
                                """)
                        .setParameter("user", userId.value())
                        .setParameter("concert", concertId.value())
                        .setParameter("seats", seats)
                        .setParameter("limit", limit)
                        .executeUpdate()
                > 0;
    }

    @Override
    public void giveBack(List<Reservation> reservations) {
        entityManager
                .createNativeQuery("""
                        UPDATE seat_quota q JOIN (
                          SELECT user_id, concert_id, SUM(JSON_LENGTH(seats)) AS seats FROM reservation FORCE INDEX (PRIMARY)
                          WHERE id IN (:ids) GROUP BY user_id, concert_id
                        ) given ON given.user_id = q.user_id AND given.concert_id = q.concert_id
                        SET q.seats = q.seats - given.seats
                        """)
                .setParameter(
                        "ids",
                        reservations.stream()
                                .map(reservation -> reservation.id().value())
                                .toList())
                .executeUpdate();
    }
}
