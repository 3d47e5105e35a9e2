package io.onsale.concert.adapter.out.persistence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Conditional updates by primary key. The index is forced because the optimizer may scan a small table instead, and a scan locks every
 * row it passes; the order by id makes all transactions lock in the same order.
 */
@ApplicationScoped
public class SqlSeatInventory implements SeatInventory {
    private final EntityManager entityManager;
    private final Counter oversellPrevented;

    public SqlSeatInventory(EntityManager entityManager, MeterRegistry metrics) {
        this.entityManager = entityManager;
        this.oversellPrevented = Counter.builder("onsale.seats.oversell.prevented")
                .description(
                        "Reservations that only the database refused: the seats were taken, but not locked in Redis")
                .register(metrics);
    }

    @Override
    public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
        int changed = entityManager
                .createNativeQuery("""
                        UPDATE seat FORCE INDEX (PRIMARY) SET status = 'RESERVED', reservation_id = :reservation
                        WHERE id IN (:seats) AND status = 'AVAILABLE' ORDER BY id
                        """)
                .setParameter("reservation", reservationId)
                .setParameter("seats", values(seatIds))
                .executeUpdate();
        boolean reserved = changed == seatIds.size();
        if (!reserved) {
            oversellPrevented.increment();
        }
        return reserved;
    }

    @Override
    public boolean assign(List<SeatId> seatIds, UUID reservationId) {
        int changed = entityManager
                .createNativeQuery("""
                        UPDATE seat FORCE INDEX (PRIMARY) SET status = 'ASSIGNED'
                        WHERE id IN (:seats) AND reservation_id = :reservation AND status = 'RESERVED' ORDER BY id
                        """)
                .setParameter("reservation", reservationId)
                .setParameter("seats", values(seatIds))
                .executeUpdate();
        return changed == seatIds.size();
    }

    @Override
    public boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds) {
        int changed = entityManager
                .createNativeQuery("""
                        UPDATE seat FORCE INDEX (PRIMARY) SET status = 'AVAILABLE', reservation_id = NULL
                        WHERE id IN (:seats) AND reservation_id IN (:reservations) ORDER BY id
                        """)
                .setParameter("reservations", reservationIds)
                .setParameter("seats", values(seatIds))
                .executeUpdate();
        return changed == seatIds.size();
    }

    private static List<UUID> values(List<SeatId> seatIds) {
        return seatIds.stream().map(SeatId::value).toList();
    }
}
