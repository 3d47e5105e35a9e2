package io.onsale.reservation.usecase;

import io.onsale.concert.port.in.SeatInventory;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.PaidReservationCancelled;
import io.onsale.reservation.port.in.PayableReservations;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * The end of reservations by what somebody does: paid, cancelled (a hold at any time, a purchase until the deadline of
 * its date, refunded in full) or declined for good. Those whose time is over end in {@link ExpireHolds}. The row of the reservation is locked first, so that exactly one of payment, cancellation and
 * expiry happens; then account, quota and seats, always in this order.
 */
@ApplicationScoped
@Transactional
public class SettleReservations implements PayableReservations {
    private final ReservationRepository reservations;
    private final SeatInventory inventory;
    private final SeatQuota quota;
    private final SeatingPlans plans;
    private final SeatLocks locks;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;
    private final Event<PaidReservationCancelled> paidReservationCancelled;

    public SettleReservations(
            ReservationRepository reservations,
            SeatInventory inventory,
            SeatQuota quota,
            SeatingPlans plans,
            SeatLocks locks,
            EventOutbox outbox,
            IdGenerator ids,
            Clock clock,
            Event<PaidReservationCancelled> paidReservationCancelled) {
        this.reservations = reservations;
        this.inventory = inventory;
        this.quota = quota;
        this.plans = plans;
        this.locks = locks;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.paidReservationCancelled = paidReservationCancelled;
    }

    @Override
    public Reservation lock(ReservationId reservationId) {
        return reservations.lock(reservationId).orElseThrow(() -> new ReservationNotFoundException(reservationId));
    }

    @Override
    public void paid(Reservation reservation) {
        change(reservation, reservation.to(ReservationStatus.SUCCESS), clock.instant());
        if (!inventory.assign(reservation.seatIds(), reservation.id().value())) {
            throw new IllegalStateException("seats of the locked reservation " + reservation.id() + " are not its own");
        }
        locks.confirmOnCommit(reservation);
    }

    @Override
    public void declined(Reservation reservation) {
        change(reservation, reservation.declined(), clock.instant());
    }

    @Override
    public void failed(Reservation reservation) {
        Instant now = clock.instant();
        Reservation failed = reservation.declined().to(ReservationStatus.FAILED);
        change(reservation, failed, now);
        quota.giveBack(List.of(reservation));
        release(failed, Reason.PAYMENT_FAILED, now);
    }

    /**
     * @throws ReservationNotFoundException if there is no such reservation
     * @throws io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException if it is another user's
     * @throws io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException if the ticket is for another concert
     * @throws ReservationFinalException if it has ended, or is paid and the deadline has passed
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException if another request is changing
     *     it
     */
    public Reservation cancel(ReservationId reservationId, QueueTicket ticket) {
        Reservation reservation = lock(reservationId);
        Instant now = clock.instant();
        reservation.requireOwner(ticket);
        ReservationStatus status = reservation.statusAt(now);
        boolean refundable = status == ReservationStatus.SUCCESS
                && now.isBefore(plans.of(reservation.concertDateId()).deadline());
        if (status != ReservationStatus.PENDING && !refundable) {
            throw new ReservationFinalException(status);
        }
        Reservation cancelled = reservation.to(ReservationStatus.CANCELLED);
        change(reservation, cancelled, now);
        if (refundable) {
            paidReservationCancelled.fire(
                    new PaidReservationCancelled(reservationId, ticket.user(), reservation.price()));
        }
        quota.giveBack(List.of(reservation));
        release(cancelled, refundable ? Reason.REFUNDED : Reason.CANCELLED, now);
        return cancelled;
    }

    private void change(Reservation previous, Reservation next, Instant now) {
        if (!reservations.change(previous, next, now)) {
            throw new IllegalStateException("the locked reservation " + previous.id() + " has changed");
        }
    }

    private void release(Reservation reservation, Reason reason, Instant now) {
        if (!inventory.release(reservation.seatIds(), List.of(reservation.id().value()))) {
            throw new IllegalStateException("seats of the locked reservation " + reservation.id() + " are not its own");
        }
        outbox.append(ReservationReleased.of(ids.next(), reservation, reason, now));
        locks.releaseOnCommit(reservation);
    }
}
