package io.onsale.reservation.port.in;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import java.util.List;

/** The command that holds seats for a buyer whose turn it is: all that are asked for, or none. */
public interface ReserveSeats {
    record Command(QueueTicket ticket, ConcertId concertId, ConcertDateId concertDateId, List<SeatId> seatIds) {
        public Command {
            seatIds = List.copyOf(seatIds);
        }
    }

    /**
     * Reserves the seats. A buyer who holds exactly these seats already gets the same reservation again.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.StillWaitingException before the turn of the ticket
     * @throws io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException after the turn
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatTakenException if somebody else has one of the seats
     * @throws io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException if too many holds of the user have ended unpaid
     * @throws io.onsale.reservation.domain.ReservationRefusals.SeatLimitException if the user would have too many seats
     *     of the concert
     */
    Reservation reserve(Command command);

    /** The number of seats of one concert that a user can hold and have bought, together. */
    int seatLimit();
}
