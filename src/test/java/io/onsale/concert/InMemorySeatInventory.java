package io.onsale.concert;

import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.port.in.SeatInventory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Seats in memory. A transition that has lost changes nothing, which stands for the rollback that follows. */
public final class InMemorySeatInventory implements SeatInventory {
    private static final Seat AVAILABLE = new Seat(SeatStatus.AVAILABLE, Optional.empty());

    private final Map<SeatId, Seat> seats = new HashMap<>();

    private record Seat(SeatStatus status, Optional<UUID> owner) {
        private boolean isOf(Collection<UUID> reservationIds) {
            return owner.filter(reservationIds::contains).isPresent();
        }
    }

    public void putOnSale(List<SeatId> seatIds) {
        seatIds.forEach(id -> seats.put(id, AVAILABLE));
    }

    public SeatStatus statusOf(SeatId seatId) {
        return seats.get(seatId).status;
    }

    @Override
    public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
        return change(seatIds, AVAILABLE::equals, new Seat(SeatStatus.RESERVED, Optional.of(reservationId)));
    }

    @Override
    public List<UUID> owners(List<SeatId> seatIds) {
        return seatIds.stream()
                .flatMap(id -> seats.get(id).owner.stream())
                .distinct()
                .toList();
    }

    @Override
    public boolean assign(List<SeatId> seatIds, UUID reservationId) {
        var owner = Optional.of(reservationId);
        return change(seatIds, new Seat(SeatStatus.RESERVED, owner)::equals, new Seat(SeatStatus.ASSIGNED, owner));
    }

    @Override
    public boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds) {
        return change(seatIds, seat -> seat.isOf(reservationIds), AVAILABLE);
    }

    private boolean change(List<SeatId> seatIds, Predicate<Seat> from, Seat to) {
        boolean all = seatIds.stream().allMatch(id -> seats.containsKey(id) && from.test(seats.get(id)));
        if (all) {
            seatIds.forEach(id -> seats.put(id, to));
        }
        return all;
    }
}
