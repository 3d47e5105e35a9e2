package io.onsale.reservation.port.in;

import io.onsale.reservation.domain.ReservationId;

/** Lets the waiting room and the seat locks follow a reservation that has ended, where the instance that ended it could not. */
public interface FollowSettlement {
    /**
     * By what the reservation is now: unlocks its seats, or keeps them locked as sold and ends the turn in which they were reserved.
     * Repeating it, or doing it late, changes nothing.
     *
     * @throws io.onsale.reservation.domain.ReservationNotFoundException if there is no such reservation
     */
    void follow(ReservationId reservationId);
}
