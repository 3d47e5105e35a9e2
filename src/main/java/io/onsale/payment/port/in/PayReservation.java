package io.onsale.payment.port.in;

import io.onsale.payment.domain.Payment;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.ReservationId;

/** Takes the price of a reservation from its owner's points and makes the seats theirs. */
public interface PayReservation {
    sealed interface Outcome {
        record Paid(Payment payment) implements Outcome {}

        /**
         * The points do not cover the price. A result and not an exception, since what it changes must be committed.
         *
         * @param attemptsLeft 0 if the seats were released
         */
        record Declined(int attemptsLeft) implements Outcome {}
    }

    /**
     * Paying what is paid already gives the same payment again.
     *
     * @throws io.onsale.reservation.domain.ReservationNotFoundException if there is no such reservation
     * @throws io.onsale.reservation.domain.NotYourReservationException if it is somebody else's
     * @throws io.onsale.queue.domain.TokenOfAnotherConcertException if the ticket is for another concert
     * @throws io.onsale.reservation.domain.ReservationFinalException if it was cancelled or declined for good
     * @throws io.onsale.reservation.domain.HoldExpiredException if its time is over
     * @throws io.onsale.reservation.domain.ReservationBusyException if another request is paying or cancelling it
     */
    Outcome pay(ReservationId reservationId, QueueTicket ticket);
}
