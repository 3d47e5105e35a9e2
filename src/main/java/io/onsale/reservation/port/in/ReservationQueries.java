package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import java.util.List;

public interface ReservationQueries {
    /** @throws io.onsale.reservation.domain.ReservationNotFoundException if there is none */
    Reservation reservation(ReservationId reservationId);

    /** Newest first. */
    List<Reservation> ofUser(UserId userId, int page, int size);

    long countOfUser(UserId userId);
}
