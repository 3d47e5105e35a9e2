package io.onsale.concert.port.in;

import io.onsale.concert.domain.SeatId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The seats in the database, which is the truth about them. Each transition is one conditional UPDATE that says whether
 * it won; the caller's transaction must roll back if it did not. Seats are locked in the order of their ids, whatever
 * the order asked for, so that overlapping orders cannot deadlock.
 */
public interface SeatInventory {
    /** AVAILABLE → RESERVED for all seats; false if any was not available. */
    boolean reserve(List<SeatId> seatIds, UUID reservationId);

    /** The reservations that have any of these seats now, each once. */
    List<UUID> owners(List<SeatId> seatIds);

    /** RESERVED by this reservation → ASSIGNED for all seats; false if any was not. */
    boolean assign(List<SeatId> seatIds, UUID reservationId);

    /** RESERVED or ASSIGNED → AVAILABLE for all seats; false if any did not belong to one of the reservations. */
    boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds);
}
