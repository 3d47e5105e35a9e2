package io.onsale.payment.usecase;

import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.payment.config.PaymentConfig;
import io.onsale.payment.domain.InsufficientPointsException;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentFailed;
import io.onsale.payment.domain.PaymentId;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.domain.PaymentSucceeded;
import io.onsale.payment.port.in.ReservationPaid;
import io.onsale.payment.port.out.PaymentRepository;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Declined;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Paid;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldExpiredException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.PaidReservationCancelled;
import io.onsale.reservation.port.in.PayableReservations;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.port.in.Points;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;

/**
 * Payments with points: takes the price of a reservation from its owner and makes the seats theirs, or undoes what a
 * payment that failed for good has left behind. The money is taken once: the lock on the reservation lets one payment
 * at a time through, its status says whether it is paid, and a unique key on payment and debit would stop a second one
 * even then.
 */
@ApplicationScoped
@Transactional
public class PayWithPoints {
    public sealed interface Outcome {
        record Paid(Payment payment) implements Outcome {}

        /**
         * The outcome when the points do not cover the price. It is a result and not an exception because its changes
         * must be committed.
         *
         * @param attemptsLeft 0 if the seats were released
         */
        record Declined(int attemptsLeft) implements Outcome {}
    }

    private final PayableReservations reservations;
    private final ReservationQueries queries;
    private final PaymentRepository payments;
    private final Points points;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;
    private final PaymentConfig config;
    private final Event<ReservationPaid> reservationPaid;

    public PayWithPoints(
            PayableReservations reservations,
            ReservationQueries queries,
            PaymentRepository payments,
            Points points,
            EventOutbox outbox,
            IdGenerator ids,
            Clock clock,
            PaymentConfig config,
            Event<ReservationPaid> reservationPaid) {
        this.reservations = reservations;
        this.queries = queries;
        this.payments = payments;
        this.points = points;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.config = config;
        this.reservationPaid = reservationPaid;
    }

    /**
     * Pays a reservation. Paying it again gives the same payment.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException if there is no such
     *     reservation
     * @throws io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException if it is another user's
     * @throws io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException if the ticket is for another concert
     * @throws ReservationFinalException if it was cancelled or declined for good
     * @throws HoldExpiredException if its time is over
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException if another request is paying or
     *     cancelling it
     */
    public Outcome pay(ReservationId reservationId, QueueTicket ticket) {
        Reservation reservation = reservations.lock(reservationId);
        reservation.requireOwner(ticket);
        ReservationStatus status = reservation.statusAt(clock.instant());
        return switch (status) {
            case SUCCESS -> new Paid(payments.ofReservation(reservationId));
            case EXPIRED -> throw new HoldExpiredException();
            case CANCELLED, FAILED -> throw new ReservationFinalException(status);
            case PENDING ->
                points.debit(reservation.userId(), reservation.price(), reservationId.value())
                        ? new Paid(settle(reservation))
                        : decline(reservation);
        };
    }

    private Payment settle(Reservation reservation) {
        Payment payment = payment(reservation, PaymentStatus.SUCCESS);
        payments.add(payment);
        reservations.paid(reservation);
        outbox.append(PaymentSucceeded.of(ids.next(), payment, reservation));
        reservationPaid.fire(new ReservationPaid(reservation.id()));
        return payment;
    }

    private Declined decline(Reservation reservation) {
        int attempt = reservation.declines() + 1;
        int left = Math.max(0, config.maxAttempts() - attempt);
        if (left > 0) {
            reservations.declined(reservation);
        } else {
            payments.add(payment(reservation, PaymentStatus.FAILED));
            reservations.failed(reservation);
        }
        outbox.append(PaymentFailed.of(
                ids.next(), reservation, attempt, left == 0, InsufficientPointsException.CODE, clock.instant()));
        return new Declined(left);
    }

    /**
     * The compensation of a payment that failed for good: gives back the points if they were taken, marks payment and
     * reservation as failed and puts the seats back on sale, all or nothing. It acts only while the reservation waits
     * for its payment; one that is paid or has ended stays as it is. Repeating it changes nothing. A decline here has
     * done all this in its own transaction, so that what is found undone comes from a payment that failed elsewhere.
     *
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException if there is no such
     *     reservation
     * @throws io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException if another request is changing
     *     it
     */
    public void compensate(ReservationId reservationId) {
        // The first look takes no lock, which would turn away a buyer who pays or cancels at this moment.
        if (queries.statusOf(reservationId) != ReservationStatus.PENDING) {
            return;
        }
        Reservation reservation = reservations.lock(reservationId);
        if (reservation.status() != ReservationStatus.PENDING) {
            return;
        }
        if (points.isDebited(reservationId.value())) {
            points.refund(reservation.userId(), reservation.price(), reservationId.value());
        }
        payments.add(payment(reservation, PaymentStatus.FAILED));
        reservations.failed(reservation);
    }

    private Payment payment(Reservation reservation, PaymentStatus status) {
        return new Payment(
                new PaymentId(ids.next()),
                reservation.id(),
                reservation.userId(),
                reservation.price(),
                status,
                clock.instant());
    }

    /** Runs in the transaction of the cancellation: the money goes back with the seats, or neither does. */
    void refund(@Observes PaidReservationCancelled cancelled) {
        if (!payments.markRefunded(cancelled.reservationId(), clock.instant())) {
            throw new IllegalStateException(
                    "reservation " + cancelled.reservationId() + " is paid, its payment is not");
        }
        points.refund(
                cancelled.userId(), cancelled.price(), cancelled.reservationId().value());
    }
}
