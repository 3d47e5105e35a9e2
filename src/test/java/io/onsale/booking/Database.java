package io.onsale.booking;

import io.onsale.booking.BookingApi.Show;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** The stored state, read and changed by tests. */
@ApplicationScoped
@Transactional
public class Database {
    private final EntityManager entityManager;

    public Database(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    public long count(String sql, UUID... parameters) {
        return ((Number) query(sql, parameters).getSingleResult()).longValue();
    }

    public void run(String sql, UUID... parameters) {
        query(sql, parameters).executeUpdate();
    }

    @SuppressWarnings("unchecked")
    public List<String> texts(String sql, UUID... parameters) {
        return query(sql, parameters).getResultList();
    }

    private jakarta.persistence.Query query(String sql, UUID... parameters) {
        var query = entityManager.createNativeQuery(sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }

    public String seatStatus(String seat) {
        return texts("SELECT status FROM seat WHERE id = ?", UUID.fromString(seat))
                .get(0);
    }

    public String reservationStatus(String reservation) {
        return texts("SELECT status FROM reservation WHERE id = ?", UUID.fromString(reservation))
                .get(0);
    }

    public long ledgerSum(String user) {
        return count("SELECT COALESCE(SUM(amount), 0) FROM ledger_entry WHERE user_id = ?", UUID.fromString(user));
    }

    public long liveReservations(String concert) {
        return count(
                "SELECT COUNT(*) FROM reservation WHERE concert_id = ? AND status IN ('PENDING', 'SUCCESS')",
                UUID.fromString(concert));
    }

    /**
     * Ends the reservations of a lost race. The sweep for due holds would complain of them whenever a later test moves
     * the clock.
     */
    public void endReservations(Show show) {
        UUID concert = UUID.fromString(show.concert());
        // one by one: an update by concert would lock the whole table, while jobs lock other rows of it
        for (String id : texts("SELECT HEX(id) FROM reservation WHERE concert_id = ?", concert)) {
            run("UPDATE reservation SET status = 'CANCELLED' WHERE id = UNHEX('" + id + "')");
        }
        run(
                "UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE concert_date_id = ?",
                UUID.fromString(show.date()));
    }

    /**
     * Adds a dead letter that waits for a decision. Its consumer reads another topic, so that a replay has no effect.
     */
    public String aDeadLetter(String consumer) {
        UUID id = UUID.randomUUID();
        run("""
                INSERT INTO dead_letter (id, consumer, cause, detail, attempts, topic, topic_partition, topic_offset, headers, died_at,
                    status, updated_at)
                SELECT ?, '%s', 'MALFORMED_EVENT', 'A bad one.', 1, 'reservation.created', 0,
                    LEAST(0, COALESCE(MIN(topic_offset), 0)) - 1, '[]', NOW(3), 'DEAD', NOW(3)
                FROM dead_letter
                """.formatted(consumer), id);
        return id.toString();
    }
}
