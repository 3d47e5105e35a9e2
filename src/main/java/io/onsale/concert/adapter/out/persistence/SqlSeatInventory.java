package io.onsale.concert.adapter.out.persistence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.platform.database.Sql;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The seats in the database, changed by conditional updates by primary key. The index is forced because the optimizer
 * may scan a small table instead, and a scan locks every row it passes; the order by id makes all transactions lock in
 * the same order.
 */
@Startup // so that the first seat it counts is an increase, and not the beginning of a series
@ApplicationScoped
public class SqlSeatInventory implements SeatInventory {
    private final Sql sql;
    private final Counter oversellPrevented;

    public SqlSeatInventory(Sql sql, MeterRegistry metrics) {
        this.sql = sql;
        this.oversellPrevented = Counter.builder("onsale.seats.oversell.prevented")
                .description(
                        "Reservations that only the database refused: the seats were taken, but not locked in Redis")
                .register(metrics);
    }

    @Override
    public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
        int changed = sql.update("""
                UPDATE seat FORCE INDEX (PRIMARY) SET status = 'RESERVED', reservation_id = ?
                WHERE id IN (%s) AND status = 'AVAILABLE' ORDER BY id
                """.formatted(Sql.places(seatIds)), reservationId, values(seatIds));
        boolean reserved = changed == seatIds.size();
        if (!reserved) {
            oversellPrevented.increment();
        }
        return reserved;
    }

    /**
     * The locking read returns what the update before it has seen. It waits for nobody, since the transaction has the
     * locks already.
     */
    @Override
    public List<UUID> owners(List<SeatId> seatIds) {
        return sql
                .query("""
                        SELECT reservation_id FROM seat FORCE INDEX (PRIMARY)
                        WHERE id IN (%s) AND reservation_id IS NOT NULL ORDER BY id FOR UPDATE
                        """.formatted(Sql.places(seatIds)), row -> Sql.uuid(row, "reservation_id"), values(seatIds))
                .stream()
                .distinct()
                .toList();
    }

    @Override
    public boolean assign(List<SeatId> seatIds, UUID reservationId) {
        int changed = sql.update("""
                UPDATE seat FORCE INDEX (PRIMARY) SET status = 'ASSIGNED'
                WHERE id IN (%s) AND reservation_id = ? AND status = 'RESERVED' ORDER BY id
                """.formatted(Sql.places(seatIds)), values(seatIds), reservationId);
        return changed == seatIds.size();
    }

    @Override
    public boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds) {
        int changed = sql.update(
                """
                UPDATE seat FORCE INDEX (PRIMARY) SET status = 'AVAILABLE', reservation_id = NULL
                WHERE id IN (%s) AND reservation_id IN (%s) ORDER BY id
                """.formatted(Sql.places(seatIds), Sql.places(reservationIds)), values(seatIds), reservationIds);
        return changed == seatIds.size();
    }

    private static List<UUID> values(List<SeatId> seatIds) {
        return seatIds.stream().map(SeatId::value).toList();
    }
}
