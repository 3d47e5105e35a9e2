package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.ReservationId;
import java.util.List;

/** Lets the waiting room and the seat locks follow reservations that have ended, where the instance that ended them could not. */
public interface FollowSettlement {
    /**
     * By what each reservation is now: unlocks its seats, or keeps them locked as sold and ends the turn in which they were reserved.
     * Repeating it, or doing it late, changes nothing.
     *
     * @throws io.onsale.reservation.domain.ReservationNotFoundException if there is no such reservation; then nothing was done for any
     */
    void follow(List<ReservationId> reservationIds);
}
