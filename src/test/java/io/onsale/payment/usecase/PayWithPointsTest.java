package io.onsale.payment.usecase;

import static io.onsale.queue.QueueFixture.aTicket;
import static io.onsale.queue.QueueFixture.anyConcertId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.FiredEvents;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.Money;
import io.onsale.payment.InMemoryPaymentRepository;
import io.onsale.payment.domain.InsufficientPointsException;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentFailed;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.domain.PaymentSucceeded;
import io.onsale.payment.port.in.ReservationPaid;
import io.onsale.payment.usecase.PayWithPoints.Outcome;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Declined;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Paid;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldExpiredException;
import io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.usecase.BoxOffice;
import io.onsale.user.InMemoryAccounts;
import io.onsale.user.UserFixture;
import io.onsale.user.config.UserConfig.Charging;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.in.Points;
import io.onsale.user.usecase.KeepAccounts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PayWithPointsTest {
    private static final Money PRICE = new Money(10_000);
    private static final int ATTEMPTS = 3;

    private final BoxOffice office = new BoxOffice();
    private final InMemoryAccounts accounts = new InMemoryAccounts();
    private final KeepAccounts points = UserFixture.keeping(accounts, Charging.OPERATOR);
    private final InMemoryPaymentRepository payments = new InMemoryPaymentRepository();
    private final FiredEvents<ReservationPaid> paid = new FiredEvents<>();
    private final PayWithPoints paying = payingWith(points);
    private final QueueTicket buyer = aTicket();

    private PayWithPoints payingWith(Points money) {
        return new PayWithPoints(
                office.settling(),
                office.queries(),
                payments,
                money,
                office.outbox(),
                UUID::randomUUID,
                office.clock(),
                () -> ATTEMPTS,
                paid);
    }

    // pay

    @Test
    void givenHold_pay_takesItsPrice_andSellsItsSeats() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer, PRICE, PRICE);
        // When
        Payment payment = assertPaid(pay(hold));
        // Then
        assertThat(payment.amount()).isEqualTo(new Money(20_000));
        assertThat(payment.status()).isEqualTo(PaymentStatus.SUCCESS);
        assertThat(payments.find(hold.id())).contains(payment);
        assertThat(balance()).isEqualTo(new Money(5_000));
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.SUCCESS);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.ASSIGNED);
        assertThat(office.sold()).containsExactly(hold.id());
        assertThat(paid.fired()).containsExactly(new ReservationPaid(hold.id()));
        assertThat(office.outbox().events(PaymentSucceeded.class))
                .extracting(PaymentSucceeded::paymentId)
                .containsExactly(payment.id().value());
    }

    @Test
    void givenPaid_payAgain_isTheSamePayment_andTakesNothing() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        Payment first = assertPaid(pay(hold));
        // When
        Payment second = assertPaid(pay(hold));
        // Then
        assertThat(second).isEqualTo(first);
        assertThat(balance()).isEqualTo(new Money(15_000));
        assertThat(movements()).containsExactly(LedgerKind.PAYMENT, LedgerKind.WELCOME);
        assertThat(office.outbox().events()).hasSize(1);
        assertThat(paid.fired()).hasSize(1);
    }

    @Test
    void givenPaidLongAgo_payAgain_isTheSamePayment() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        Payment first = assertPaid(pay(hold));
        office.clock().advance(SeatFixture.HOLD);
        assertThat(assertPaid(pay(hold))).isEqualTo(first);
    }

    @Test
    void givenSeatForNothing_pay_isPaid_withoutAPoint() {
        givenPoints(0);
        Reservation hold = office.held(buyer, Money.ZERO);
        assertPaid(pay(hold));
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.ASSIGNED);
        assertThat(movements()).containsExactly(LedgerKind.PAYMENT);
    }

    @Test
    void givenTooFewPoints_pay_isDeclined_andTheHoldStays() {
        // Given
        givenPoints(9_999);
        Reservation hold = office.held(buyer);
        // When
        Outcome outcome = pay(hold);
        // Then
        assertThat(outcome).isEqualTo(new Declined(2));
        assertHeld(hold);
        assertThat(balance()).isEqualTo(new Money(9_999));
        assertThat(payments.find(hold.id())).isEmpty();
        assertThat(office.outbox().events(PaymentFailed.class)).singleElement().satisfies(event -> {
            assertThat(event.attempt()).isEqualTo(1);
            assertThat(event.last()).isFalse();
            assertThat(event.reason()).isEqualTo(InsufficientPointsException.CODE);
        });
    }

    @Test
    void givenDecline_payWithMorePoints_isPaid() {
        givenPoints(9_999);
        Reservation hold = office.held(buyer);
        pay(hold);
        accounts.credit(buyer.user(), new Money(1));
        assertPaid(pay(hold));
        assertThat(balance()).isEqualTo(Money.ZERO);
    }

    @Test
    void givenLastAttempt_pay_isDeclined_andTheSeatsAreBackOnSale() {
        // Given
        givenPoints(0);
        Reservation hold = office.held(buyer);
        pay(hold);
        pay(hold);
        // When
        Outcome outcome = pay(hold);
        // Then
        assertThat(outcome).isEqualTo(new Declined(0));
        assertFailed(hold);
        assertThat(office.outbox().events(PaymentFailed.class))
                .extracting(PaymentFailed::last)
                .containsExactly(false, false, true);
        accounts.credit(buyer.user(), PRICE);
        assertRejected(hold, buyer, ReservationFinalException.class);
        assertThat(balance()).isEqualTo(PRICE);
    }

    @Test
    void givenCancelled_pay_isRejected() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        cancel(hold);
        assertRejected(hold, buyer, ReservationFinalException.class);
        assertThat(balance()).isEqualTo(new Money(25_000));
    }

    @Test
    void givenHoldOfAnother_pay_isRejected() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        assertRejected(hold, aTicket(), NotYourReservationException.class);
        assertHeld(hold);
        assertThat(balance()).isEqualTo(new Money(25_000));
    }

    @Test
    void givenTokenOfAnotherConcert_pay_isRejected() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        var elsewhere = new QueueTicket(buyer.user(), anyConcertId(), buyer.sequence(), buyer.issuedAt());
        assertRejected(hold, elsewhere, TokenOfAnotherConcertException.class);
        assertHeld(hold);
    }

    @Test
    void givenNoReservation_pay_isRejected() {
        assertThatThrownBy(() -> paying.pay(new ReservationId(UUID.randomUUID()), buyer))
                .isInstanceOf(ReservationNotFoundException.class);
    }

    // pay and the end of the hold

    @Test
    void givenHoldWhoseTimeIsOver_pay_isRejected_thoughNobodyHasWrittenThatDown() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD);
        assertRejected(hold, buyer, HoldExpiredException.class);
        assertHeld(hold);
        assertThat(balance()).isEqualTo(new Money(25_000));
    }

    @Test
    void givenExpired_pay_isRejected() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD);
        expireDue();
        assertRejected(hold, buyer, HoldExpiredException.class);
        assertThat(balance()).isEqualTo(new Money(25_000));
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.AVAILABLE);
    }

    @Test
    void givenExpiryThatHasItLocked_pay_isBusy_andTakesNothing() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        office.reservations().lock(hold.id());
        assertRejected(hold, buyer, ReservationBusyException.class);
        assertThat(balance()).isEqualTo(new Money(25_000));
    }

    /** A payment that has begun in time is in time: the moment of its lock counts. */
    @Test
    void givenPaymentThatIsBeingMade_whenItsTimeEnds_expiryLeavesIt() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        int[] expired = {-1};
        PayWithPoints slowly = payingWith(new Meanwhile(() -> {
            office.clock().advance(SeatFixture.HOLD);
            expired[0] = expireDue();
        }));
        // When
        Outcome outcome = office.reservations().inAnotherTransaction(() -> slowly.pay(hold.id(), buyer));
        // Then
        assertPaid(outcome);
        assertThat(expired[0]).isZero();
        assertThat(expireDue()).isZero();
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.SUCCESS);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.ASSIGNED);
        assertThat(office.releasesOf(hold)).isEmpty();
    }

    // compensate

    @Test
    void givenDebitThatNothingCameOf_compensate_givesItBack_andTheSeatsToo() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        points.debit(buyer.user(), PRICE, hold.id().value());
        // When
        compensate(hold);
        // Then
        assertThat(balance()).isEqualTo(new Money(25_000));
        assertThat(movements()).containsExactly(LedgerKind.REFUND, LedgerKind.PAYMENT, LedgerKind.WELCOME);
        assertFailed(hold);
    }

    @Test
    void givenCompensated_compensateAgain_changesNothing() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        points.debit(buyer.user(), PRICE, hold.id().value());
        compensate(hold);
        // When
        compensate(hold);
        // Then
        assertThat(balance()).isEqualTo(new Money(25_000));
        assertThat(movements()).hasSize(3);
        assertFailed(hold);
    }

    @Test
    void givenHoldWithoutDebit_compensate_refundsNothing() {
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        compensate(hold);
        assertThat(balance()).isEqualTo(new Money(25_000));
        assertThat(movements()).containsExactly(LedgerKind.WELCOME);
        assertFailed(hold);
    }

    @Test
    void givenPaid_compensate_changesNothing() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        Payment payment = assertPaid(pay(hold));
        // When
        compensate(hold);
        // Then
        assertThat(payments.find(hold.id())).contains(payment);
        assertThat(balance()).isEqualTo(new Money(15_000));
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.ASSIGNED);
    }

    // refund

    @Test
    void givenPaid_cancel_givesThePointsBack_once() {
        // Given
        givenPoints(25_000);
        Reservation hold = office.held(buyer);
        office.refunds().observe(paying::refund);
        pay(hold);
        // When
        cancel(hold);
        // Then
        assertThat(payments.ofReservation(hold.id()).status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(balance()).isEqualTo(new Money(25_000));
        assertThatThrownBy(() -> cancel(hold)).isInstanceOf(ReservationFinalException.class);
        assertThat(movements()).containsExactly(LedgerKind.REFUND, LedgerKind.PAYMENT, LedgerKind.WELCOME);
    }

    /** The points, with something that happens while they are being taken. */
    private final class Meanwhile implements Points {
        private final Runnable happens;

        private Meanwhile(Runnable happens) {
            this.happens = happens;
        }

        @Override
        public boolean debit(UserId userId, Money price, UUID reservationId) {
            happens.run();
            return points.debit(userId, price, reservationId);
        }

        @Override
        public boolean isDebited(UUID reservationId) {
            return points.isDebited(reservationId);
        }

        @Override
        public void refund(UserId userId, Money price, UUID reservationId) {
            points.refund(userId, price, reservationId);
        }
    }

    private void givenPoints(long won) {
        accounts.open(List.of(buyer.user()), new Money(won), Instant.EPOCH);
    }

    private Money balance() {
        return accounts.balance(buyer.user());
    }

    /** The kinds of the ledger entries, newest first. */
    private List<LedgerKind> movements() {
        return accounts.ledger(buyer.user()).stream().map(EntryView::kind).toList();
    }

    private Outcome pay(Reservation reservation) {
        return office.reservations().inAnotherTransaction(() -> paying.pay(reservation.id(), buyer));
    }

    private void cancel(Reservation reservation) {
        office.reservations().inAnotherTransaction(() -> office.settling().cancel(reservation.id(), buyer));
    }

    private void compensate(Reservation reservation) {
        office.reservations().inAnotherTransaction(() -> {
            paying.compensate(reservation.id());
            return reservation;
        });
    }

    private int expireDue() {
        return office.reservations()
                .inAnotherTransaction(() -> office.expiring().expireDue(() -> {}));
    }

    private static Payment assertPaid(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Paid.class);
        return ((Paid) outcome).payment();
    }

    private void assertRejected(Reservation reservation, QueueTicket ticket, Class<? extends DomainException> refusal) {
        assertThatThrownBy(() -> office.reservations().inAnotherTransaction(() -> paying.pay(reservation.id(), ticket)))
                .isInstanceOf(refusal);
    }

    private void assertHeld(Reservation hold) {
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.PENDING);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.RESERVED);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(1);
    }

    private void assertFailed(Reservation hold) {
        assertThat(payments.ofReservation(hold.id()).status()).isEqualTo(PaymentStatus.FAILED);
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.FAILED);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.AVAILABLE);
        assertThat(office.seatsTakenBy(buyer)).isZero();
        assertThat(office.releasesOf(hold)).containsExactly(Reason.PAYMENT_FAILED);
        assertThat(office.unlocked()).containsExactly(hold.id());
    }
}
