package io.onsale.reservation;

import io.onsale.kernel.Caller;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import java.util.List;
import java.util.Optional;

/** The queries that use cases ask, in memory; queries for readers alone are not supported. */
public final class InMemoryReservationQueries implements ReservationQueries {
    private final InMemoryReservationRepository reservations;

    public InMemoryReservationQueries(InMemoryReservationRepository reservations) {
        this.reservations = reservations;
    }

    @Override
    public Optional<Reservation> find(ReservationId reservationId) {
        return reservations.find(reservationId);
    }

    @Override
    public List<Reservation> all(List<ReservationId> reservationIds) {
        return reservationIds.stream().map(this::reservation).toList();
    }

    @Override
    public ReservationStatus statusOf(ReservationId reservationId) {
        return reservation(reservationId).status();
    }

    @Override
    public long liveHolds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Reservation> ofUser(Caller caller, UserId userId, int page, int size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long countOfUser(Caller caller, UserId userId) {
        throw new UnsupportedOperationException();
    }
}
