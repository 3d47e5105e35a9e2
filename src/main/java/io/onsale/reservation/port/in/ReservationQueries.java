package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.user.domain.UserId;
import java.util.List;
import java.util.Optional;

public interface ReservationQueries {
    Optional<Reservation> find(ReservationId reservationId);

    /** @throws ReservationNotFoundException if there is none */
    default Reservation reservation(ReservationId reservationId) {
        return find(reservationId).orElseThrow(() -> new ReservationNotFoundException(reservationId));
    }

    /**
     * In any order.
     *
     * @throws ReservationNotFoundException if one of them does not exist
     */
    List<Reservation> all(List<ReservationId> reservationIds);

    /**
     * As it is stored: a hold is PENDING until its end has been written down.
     *
     * @throws ReservationNotFoundException if there is none
     */
    ReservationStatus statusOf(ReservationId reservationId);

    /** Newest first. */
    List<Reservation> ofUser(UserId userId, int page, int size);

    long countOfUser(UserId userId);
}
