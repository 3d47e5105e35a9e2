package io.onsale.reservation.usecase;

import static io.onsale.queue.QueueFixture.aTicket;
import static io.onsale.queue.QueueFixture.anyConcertId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.concert.domain.SeatStatus;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.Money;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.PaidReservationCancelled;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettleReservationsTest {
    private static final Money PRICE = new Money(10_000);

    private final BoxOffice office = new BoxOffice();
    private final SettleReservations settling = office.settling();
    private final QueueTicket buyer = aTicket();

    // cancel

    @Test
    void givenHold_cancel_putsItsSeatsBackOnSale() {
        // Given
        Reservation hold = office.held(buyer, PRICE, PRICE);
        // When
        Reservation cancelled = cancel(hold);
        // Then
        assertThat(cancelled).isEqualTo(hold.to(ReservationStatus.CANCELLED));
        assertGivenUp(hold, ReservationStatus.CANCELLED, Reason.CANCELLED);
        assertThat(office.refunds().fired()).isEmpty();
    }

    @Test
    void givenPurchaseBeforeTheDeadline_cancel_isRefunded() {
        // Given
        Reservation paid = paid(PRICE, PRICE);
        office.clock().advance(BoxOffice.DEADLINE.minusMinutes(1));
        // When
        cancel(paid);
        // Then
        assertGivenUp(paid, ReservationStatus.CANCELLED, Reason.REFUNDED);
        assertThat(office.refunds().fired())
                .containsExactly(new PaidReservationCancelled(paid.id(), buyer.user(), new Money(20_000)));
    }

    @Test
    void givenPurchaseAfterTheDeadline_cancel_isRejected() {
        // Given
        Reservation paid = paid(PRICE);
        office.clock().advance(BoxOffice.DEADLINE);
        // When
        assertRejected(paid, buyer, ReservationFinalException.class);
        // Then
        assertThat(office.statusOf(paid)).isEqualTo(ReservationStatus.SUCCESS);
        assertThat(office.seatsOf(paid)).containsExactly(SeatStatus.ASSIGNED);
        assertThat(office.refunds().fired()).isEmpty();
    }

    @Test
    void givenCancelled_cancelAgain_isRejected() {
        // Given
        Reservation hold = office.held(buyer);
        cancel(hold);
        // When
        assertRejected(hold, buyer, ReservationFinalException.class);
        // Then
        assertGivenUp(hold, ReservationStatus.CANCELLED, Reason.CANCELLED);
    }

    @Test
    void givenHoldOfAnother_cancel_isRejected() {
        Reservation hold = office.held(buyer);
        assertRejected(hold, aTicket(), NotYourReservationException.class);
        assertHeld(hold);
    }

    @Test
    void givenTokenOfAnotherConcert_cancel_isRejected() {
        Reservation hold = office.held(buyer);
        var elsewhere = new QueueTicket(buyer.user(), anyConcertId(), buyer.sequence(), buyer.issuedAt());
        assertRejected(hold, elsewhere, TokenOfAnotherConcertException.class);
        assertHeld(hold);
    }

    @Test
    void givenHoldWhoseTimeIsOver_cancel_isRejected_thoughNobodyHasWrittenThatDown() {
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD);
        assertRejected(hold, buyer, ReservationFinalException.class);
        assertHeld(hold);
    }

    @Test
    void givenHoldThatAnotherRequestIsChanging_cancel_isBusy() {
        Reservation hold = office.held(buyer);
        office.reservations().lock(hold.id());
        assertRejected(hold, buyer, ReservationBusyException.class);
        assertHeld(hold);
    }

    @Test
    void givenNoReservation_cancel_isRejected() {
        assertThatThrownBy(() -> settling.cancel(new ReservationId(UUID.randomUUID()), buyer))
                .isInstanceOf(ReservationNotFoundException.class);
    }

    // paid, declined, failed

    @Test
    void givenHold_paid_makesItsSeatsTheOwners() {
        Reservation paid = paid(PRICE, PRICE);
        assertThat(office.statusOf(paid)).isEqualTo(ReservationStatus.SUCCESS);
        assertThat(office.seatsOf(paid)).containsExactly(SeatStatus.ASSIGNED);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(2);
        assertThat(office.sold()).containsExactly(paid.id());
        assertThat(office.unlocked()).isEmpty();
    }

    @Test
    void givenPaid_paidAgain_fails() {
        Reservation hold = office.held(buyer);
        settling.paid(hold);
        assertThatThrownBy(() -> settling.paid(hold)).isInstanceOf(IllegalStateException.class);
        assertThat(office.sold()).hasSize(1);
    }

    @Test
    void givenHold_declined_staysHeld_andCounts() {
        // Given
        Reservation hold = office.held(buyer);
        // When
        settling.declined(hold);
        // Then
        assertHeld(hold);
        assertThat(office.queries().reservation(hold.id()).declines()).isEqualTo(1);
    }

    @Test
    void givenHold_failed_putsItsSeatsBackOnSale() {
        // Given
        Reservation hold = office.held(buyer);
        // When
        settling.failed(hold);
        // Then
        assertGivenUp(hold, ReservationStatus.FAILED, Reason.PAYMENT_FAILED);
        assertThat(office.queries().reservation(hold.id()).declines()).isEqualTo(1);
    }

    private Reservation paid(Money... prices) {
        Reservation hold = office.held(buyer, prices);
        settling.paid(hold);
        office.reservations().endTransaction();
        return hold;
    }

    private Reservation cancel(Reservation reservation) {
        return office.reservations().inAnotherTransaction(() -> settling.cancel(reservation.id(), buyer));
    }

    private void assertRejected(Reservation reservation, QueueTicket ticket, Class<? extends DomainException> refusal) {
        assertThatThrownBy(() ->
                        office.reservations().inAnotherTransaction(() -> settling.cancel(reservation.id(), ticket)))
                .isInstanceOf(refusal);
    }

    private void assertHeld(Reservation hold) {
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.PENDING);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.RESERVED);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(hold.seats().size());
        assertThat(office.releasesOf(hold)).isEmpty();
        assertThat(office.unlocked()).isEmpty();
    }

    /** Asserts that the reservation was given up, once. */
    private void assertGivenUp(Reservation reservation, ReservationStatus status, Reason reason) {
        assertThat(office.statusOf(reservation)).isEqualTo(status);
        assertThat(office.seatsOf(reservation)).containsExactly(SeatStatus.AVAILABLE);
        assertThat(office.seatsTakenBy(buyer)).isZero();
        assertThat(office.releasesOf(reservation)).containsExactly(reason);
        assertThat(office.unlocked()).containsExactly(reservation.id());
    }
}
