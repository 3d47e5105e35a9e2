package io.onsale.reservation.port.out;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The store of reservations, for the transactions that change them. */
public interface ReservationRepository {
    void add(Reservation reservation);

    /**
     * Reads and locks a reservation until the transaction ends.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException at once, if another transaction
     *     has locked it
     */
    Optional<Reservation> lock(ReservationId reservationId);

    /**
     * Writes status and declines of the next state; false if the stored status is no longer that of the previous one.
     */
    boolean change(Reservation previous, Reservation next, Instant now);

    /** The holds that were due at the instant, the longest due first. Locks nothing. */
    List<ReservationId> due(Instant now, int limit);

    /** Locks the reservations that are still PENDING and that nobody else has locked, and marks them EXPIRED. */
    List<Reservation> expire(List<ReservationId> ids, Instant now);
}
