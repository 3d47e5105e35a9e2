package io.onsale.reservation.usecase;

import io.onsale.common.domain.DomainEvent;
import io.onsale.common.port.out.EventOutbox;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.port.in.ExpireHolds;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Expires holds in batches, and one by one when a batch fails, so that a bad row stops nothing but itself. */
@ApplicationScoped
public class ExpireDueHolds implements ExpireHolds {
    private static final Logger LOG = Logger.getLogger(ExpireDueHolds.class);
    private static final int BATCH = 200;

    private final ReservationRepository reservations;
    private final SeatInventory inventory;
    private final SeatQuota quota;
    private final SeatLocks locks;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;

    public ExpireDueHolds(
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

    @Override
    public int expireDue() {
        int total = 0;
        while (true) {
            List<ReservationId> due = reservations.due(clock.instant(), BATCH);
            int expired = due.isEmpty() ? 0 : expireBatch(due);
            total += expired;
            // Fewer than a batch: done. None of a full one: others are at it, or it cannot be done; the next sweep
            // tries again.
            if (due.size() < BATCH || expired == 0) {
                return total;
            }
        }
    }

    private int expireBatch(List<ReservationId> due) {
        try {
            return expire(due);
        } catch (RuntimeException e) {
            LOG.infof("A batch of %d due holds is expired one by one (%s)", due.size(), e.getMessage());
        }
        int expired = 0;
        for (ReservationId id : due) {
            try {
                expired += expire(List.of(id));
            } catch (RuntimeException e) {
                LOG.errorf(e, "Hold %s cannot be expired and stays on the list", id);
            }
        }
        return expired;
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
        locks.releaseOnCommit(expired);
        return expired.size();
    }
}
