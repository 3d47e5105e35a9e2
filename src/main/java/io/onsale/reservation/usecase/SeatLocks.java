package io.onsale.reservation.usecase;

import io.onsale.kernel.UnavailableException;
import io.onsale.queue.port.in.QueuePolicies;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.out.SeatHolds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * The followers of the database's decisions in Redis: seat locks and slots of the waiting room change after commit or
 * rollback, never before, and by events where the instance that decided could not. A lock released inside the
 * transaction would let the next buyer run against rows that are not committed yet.
 */
@ApplicationScoped
public class SeatLocks {
    private static final Logger LOG = Logger.getLogger(SeatLocks.class);

    /**
     * A hold that is being booked.
     *
     * @param holders the reservations that have its seats, where only the database has refused it
     */
    record Attempted(Reservation reservation, List<Reservation> holders) {}

    /** Holds whose time is over. Their seats are free at once, as everybody was told before. */
    record Expired(List<Reservation> reservations) {}

    /**
     * A reservation that ended before its time: cancelled, or declined for good. Nobody can foresee when its seats come back.
     *
     * @param withheld the time for which nobody can have the seats
     */
    record Released(Reservation reservation, Duration withheld) {}

    /** A reservation that was paid. */
    record Sold(Reservation reservation) {}

    private final ReservationQueries reservations;
    private final SeatHolds holds;
    private final Event<Attempted> attempted;
    private final QueuePolicies policies;
    private final Event<Expired> expired;
    private final Event<Released> released;
    private final Event<Sold> sold;

    public SeatLocks(
            ReservationQueries reservations,
            SeatHolds holds,
            Event<Attempted> attempted,
            QueuePolicies policies,
            Event<Expired> expired,
            Event<Released> released,
            Event<Sold> sold) {
        this.reservations = reservations;
        this.holds = holds;
        this.attempted = attempted;
        this.policies = policies;
        this.expired = expired;
        this.released = released;
        this.sold = sold;
    }

    /**
     * The locks become the hold's on commit. On rollback they are given back: to those whose seats they are, if such are
     * named until then.
     */
    Attempted attempt(Reservation reservation) {
        var attempt = new Attempted(reservation, new ArrayList<>());
        attempted.fire(attempt);
        return attempt;
    }

    void expireOnCommit(List<Reservation> reservations) {
        expired.fire(new Expired(reservations));
    }

    /** The seats are free at a random moment: an accomplice who knew it would have them before anybody else could. */
    void releaseOnCommit(Reservation reservation) {
        Duration within = policies.of(reservation.concertId()).holdLimits().releasedWithin();
        long withheldMillis = ThreadLocalRandom.current().nextLong(within.toMillis() + 1);
        released.fire(new Released(reservation, Duration.ofMillis(withheldMillis)));
    }

    void confirmOnCommit(Reservation reservation) {
        sold.fire(new Sold(reservation));
    }

    void rolledBack(@Observes(during = TransactionPhase.AFTER_FAILURE) Attempted event) {
        afterwards(() -> {
            holds.release(List.of(event.reservation));
            holds.restore(event.holders);
        });
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Attempted event) {
        holds.keep(event.reservation);
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Expired event) {
        afterwards(() -> holds.release(event.reservations));
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Released event) {
        afterwards(() -> holds.releaseAfter(event.withheld, event.reservation));
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Sold event) {
        afterwards(() -> holds.confirm(List.of(event.reservation)));
    }

    /**
     * Follows what each reservation is now: unlocks its seats, or keeps them locked as sold and ends the turn in which they
     * were reserved. Repeating it, or doing it late, changes nothing.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException if there is no such reservation; then nothing was done for any
     */
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
