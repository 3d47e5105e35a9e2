package io.onsale.reservation.usecase;

import io.onsale.common.domain.UnavailableException;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.FollowSettlement;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.out.SeatHolds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Lets seat locks follow what the database has decided: after commit or rollback, never before. A lock released inside the transaction
 * would let the next buyer run against rows that are not committed yet.
 */
@ApplicationScoped
public class SeatLocks implements FollowSettlement {
    private static final Logger LOG = Logger.getLogger(SeatLocks.class);

    record Attempted(Reservation reservation) {}

    record Released(List<Reservation> reservations) {}

    record Sold(Reservation reservation) {}

    private final ReservationQueries reservations;
    private final SeatHolds holds;
    private final Event<Attempted> attempted;
    private final Event<Released> released;
    private final Event<Sold> sold;

    public SeatLocks(
            ReservationQueries reservations,
            SeatHolds holds,
            Event<Attempted> attempted,
            Event<Released> released,
            Event<Sold> sold) {
        this.reservations = reservations;
        this.holds = holds;
        this.attempted = attempted;
        this.released = released;
        this.sold = sold;
    }

    void releaseOnRollback(Reservation reservation) {
        attempted.fire(new Attempted(reservation));
    }

    void releaseOnCommit(List<Reservation> reservations) {
        released.fire(new Released(reservations));
    }

    void confirmOnCommit(Reservation reservation) {
        sold.fire(new Sold(reservation));
    }

    void rolledBack(@Observes(during = TransactionPhase.AFTER_FAILURE) Attempted event) {
        afterwards(() -> holds.release(List.of(event.reservation)));
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Released event) {
        afterwards(() -> holds.release(event.reservations));
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Sold event) {
        afterwards(() -> holds.confirm(List.of(event.reservation)));
    }

    @Override
    public void follow(List<ReservationId> reservationIds) {
        List<Reservation> followed = reservations.all(reservationIds);
        holds.confirm(with(followed, ReservationStatus.SUCCESS));
        // The locks of one that is pending end with the hold.
        holds.release(with(followed, ReservationStatus.CANCELLED, ReservationStatus.EXPIRED, ReservationStatus.FAILED));
    }

    private static List<Reservation> with(List<Reservation> reservations, ReservationStatus... statuses) {
        return reservations.stream()
                .filter(reservation -> List.of(statuses).contains(reservation.status()))
                .toList();
    }

    /** The decision stands whether or not Redis can be told: the event of the change tells it again. */
    private static void afterwards(Runnable change) {
        try {
            change.run();
        } catch (UnavailableException e) {
            LOG.debug("Redis does not answer: the seat locks are left to the clean-up");
        }
    }
}
