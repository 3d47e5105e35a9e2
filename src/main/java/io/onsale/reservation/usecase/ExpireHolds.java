package io.onsale.reservation.usecase;

import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.kernel.DomainEvent;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The expiry of holds: it puts the seats of holds whose time is over back on sale. It works in batches, and one by one
 * where a batch fails, so that a bad row stops nothing but itself.
 */
@ApplicationScoped
public class ExpireHolds {
    private static final Logger LOG = Logger.getLogger(ExpireHolds.class);
    private static final int BATCH = 200;

    private final ReservationRepository reservations;
    private final SeatInventory inventory;
    private final SeatQuota quota;
    private final SeatLocks locks;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;

    public ExpireHolds(
            ReservationRepository reservations,
            SeatInventory inventory,
            SeatQuota quota,
            SeatLocks locks,
            EventOutbox outbox,
            IdGenerator ids,
            Clock clock) {
        this.reservations = reservations;
        this.inventory = inventory;
        this.quota = quota;
        this.locks = locks;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Works until the only due holds left are those that another instance is working on; returns how many it expired.
     *
     * @param goesOn a sign of life, run before each transaction: there may be many, and each takes its time where the
     *     database is slow
     */
    public int expireDue(Runnable goesOn) {
        int total = 0;
        while (true) {
            List<ReservationId> due = reservations.due(clock.instant(), BATCH);
            goesOn.run();
            int expired = due.isEmpty() ? 0 : expireBatch(due, goesOn);
            total += expired;
            // Fewer than a batch were due, and all is done. Or none of a full batch was expired: others are at it, or
            // it cannot be done, and the next sweep tries again.
            if (due.size() < BATCH || expired == 0) {
                return total;
            }
        }
    }

    /**
     * Throws if none of the holds can be expired, as while the database cannot be written: the fault is not with the
     * holds then.
     */
    private int expireBatch(List<ReservationId> due, Runnable goesOn) {
        RuntimeException together;
        try {
            return expire(due);
        } catch (RuntimeException e) {
            together = e;
        }
        int expired = 0;
        Map<ReservationId, RuntimeException> failures = new LinkedHashMap<>();
        for (ReservationId id : due) {
            goesOn.run();
            try {
                expired += expire(List.of(id));
            } catch (RuntimeException e) {
                failures.put(id, e);
            }
        }
        if (failures.size() == due.size()) {
            throw together;
        }
        LOG.infof("A batch of %d due holds was expired one by one (%s)", due.size(), line(together));
        failures.forEach((id, e) -> LOG.errorf("Hold %s cannot be expired and stays on the list: %s", id, line(e)));
        return expired;
    }

    /** The first line of an exception, which may go on with a whole statement. */
    private static String line(RuntimeException e) {
        return e.toString().lines().findFirst().orElse("");
    }

    @Transactional
    int expire(List<ReservationId> due) {
        Instant now = clock.instant();
        List<Reservation> expired = reservations.expire(due, now);
        if (expired.isEmpty()) {
            return 0;
        }
        quota.giveBack(expired);
        List<SeatId> seats = expired.stream().flatMap(r -> r.seatIds().stream()).toList();
        List<UUID> owners = expired.stream().map(r -> r.id().value()).toList();
        if (!inventory.release(seats, owners)) {
            throw new IllegalStateException("seats of due holds are not theirs: " + owners);
        }
        outbox.append(expired.stream()
                .<DomainEvent>map(r -> ReservationReleased.of(ids.next(), r, Reason.EXPIRED, now))
                .toList());
        locks.expireOnCommit(expired);
        return expired.size();
    }
}
