package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.port.out.SeatStatuses;
import io.onsale.platform.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Seat statuses read straight from the driver, because each booking has its seats read again (ADR 16). */
@ApplicationScoped
public class SqlSeatStatuses implements SeatStatuses {
    private final Sql sql;

    public SqlSeatStatuses(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<SeatStatus> ofDate(ConcertDateId concertDateId) {
        return sql.query(
                "SELECT status FROM seat WHERE concert_date_id = ? ORDER BY seat_no",
                SqlSeatStatuses::status,
                concertDateId.value());
    }

    @Override
    public Map<SeatId, SeatStatus> of(List<SeatId> seatIds) {
        List<UUID> ids = seatIds.stream().map(SeatId::value).toList();
        return sql.map(
                "SELECT id, status FROM seat WHERE id IN (%s)".formatted(Sql.places(ids)),
                row -> new SeatId(Sql.uuid(row, "id")),
                SqlSeatStatuses::status,
                ids);
    }

    @Override
    public Map<ConcertDateId, Integer> countAvailable(List<ConcertDateId> concertDateIds) {
        List<UUID> ids = concertDateIds.stream().map(ConcertDateId::value).toList();
        return sql.map(
                """
                SELECT concert_date_id, COUNT(*) AS seats FROM seat
                WHERE concert_date_id IN (%s) AND status = 'AVAILABLE' GROUP BY concert_date_id
                """.formatted(Sql.places(ids)),
                row -> new ConcertDateId(Sql.uuid(row, "concert_date_id")),
                row -> row.getInt("seats"),
                ids);
    }

    private static SeatStatus status(ResultSet row) throws SQLException {
        return SeatStatus.valueOf(row.getString("status"));
    }
}
