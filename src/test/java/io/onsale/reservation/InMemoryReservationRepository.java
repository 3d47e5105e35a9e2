package io.onsale.reservation;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.out.ReservationRepository;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reservations in memory, for one thread, which is in one transaction after another, or in one within another. No
 * transaction can be rolled back.
 */
public final class InMemoryReservationRepository implements ReservationRepository {
    private final Map<ReservationId, Reservation> reservations = new HashMap<>();
    /** The locks, by the number of the transaction. */
    private final Map<ReservationId, Integer> locks = new HashMap<>();

    private int transaction;
    private int transactions;

    /** Runs work in a transaction with locks of its own, while the one around it goes on. */
    public <T> T inAnotherTransaction(Supplier<T> work) {
        int around = transaction;
        transaction = ++transactions;
        try {
            return work.get();
        } finally {
            endTransaction();
            transaction = around;
        }
    }

    public void endTransaction() {
        locks.values().removeIf(owner -> owner == transaction);
    }

    /** The reservation as it is at this moment, locked or not. */
    public Optional<Reservation> find(ReservationId reservationId) {
        return Optional.ofNullable(reservations.get(reservationId));
    }

    @Override
    public void add(Reservation reservation) {
        if (reservations.putIfAbsent(reservation.id(), reservation) != null) {
            throw new IllegalStateException("there is a reservation " + reservation.id());
        }
        locks.put(reservation.id(), transaction);
    }

    @Override
    public Optional<Reservation> lock(ReservationId reservationId) {
        Optional<Reservation> found = find(reservationId);
        if (found.isPresent() && !tryLock(reservationId)) {
            throw new ReservationBusyException();
        }
        return found;
    }

    private boolean tryLock(ReservationId reservationId) {
        return locks.computeIfAbsent(reservationId, id -> transaction) == transaction;
    }

    @Override
    public boolean change(Reservation previous, Reservation next, Instant now) {
        Optional<Reservation> stored = lock(previous.id()).filter(found -> found.status() == previous.status());
        stored.ifPresent(found -> reservations.put(found.id(), next));
        return stored.isPresent();
    }

    @Override
    public List<ReservationId> due(Instant now, int limit) {
        return reservations.values().stream()
                .filter(reservation -> isDue(reservation, now))
                .sorted(Comparator.comparing(Reservation::expiresAt))
                .limit(limit)
                .map(Reservation::id)
                .toList();
    }

    private static boolean isDue(Reservation reservation, Instant now) {
        return reservation.status() == ReservationStatus.PENDING && !reservation.isHeldAt(now);
    }

    @Override
    public List<Reservation> expire(List<ReservationId> ids, Instant now) {
        List<Reservation> due = ids.stream()
                .flatMap(id -> find(id).stream())
                .filter(reservation -> isDue(reservation, now) && tryLock(reservation.id()))
                .toList();
        due.forEach(reservation -> reservations.put(reservation.id(), reservation.to(ReservationStatus.EXPIRED)));
        return due;
    }
}
