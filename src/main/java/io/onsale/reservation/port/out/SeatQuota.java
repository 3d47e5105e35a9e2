package io.onsale.reservation.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.reservation.domain.Reservation;
import io.onsale.user.domain.UserId;
import java.util.List;

/**
 * The number of seats of a concert that each user holds or has bought. It keeps the seat limit even when Redis has
 * forgotten everything.
 */
public interface SeatQuota {
    /** Takes seats from the quota by one conditional write; false if the user would have more than the limit. */
    boolean take(UserId userId, ConcertId concertId, int seats, int limit);

    void giveBack(List<Reservation> reservations);
}
