package io.onsale.reservation;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.user.domain.UserId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@code SeatHolds}, for the fake and the adapter. How long a lock lasts is in SeatScriptsTest. */
public abstract class SeatHoldsContract {
    private static final Duration TURN = Duration.ofMinutes(5);
    private static final int LIMIT = 4;
    private static final int ANY_NUMBER = 0;

    protected final ConcertId concert = anyConcertId();
    private final List<SeatId> seats = SeatFixture.seats(8);

    protected abstract SeatHolds holds();

    protected abstract SettableClock clock();

    /** A ticket whose turn it is. */
    protected abstract QueueTicket enter(UserId userId);

    /** A ticket whose turn it is not yet. */
    protected abstract QueueTicket waiting();

    protected abstract void leave(QueueTicket ticket);

    /** Keeps the locks, and returns when that is done. */
    protected abstract void keep(Reservation reservation);

    // hold

    @Test
    void givenFreeSeats_hold_locksThem() {
        QueueTicket buyer = buyer();
        Reservation wanted = reservation(buyer, 0, 1);
        assertThat(hold(buyer, wanted)).isEqualTo(wanted.id());
        assertTaken(0);
        assertTaken(1);
    }

    @Test
    void givenHeldSeat_otherUserHolds_isRejected_andGetsNone() {
        // Given
        held(buyer(), 1);
        // When
        assertRejected(buyer(), SeatTakenException.class, 0, 1, 2);
        // Then
        held(buyer(), 0, 2);
    }

    @Test
    void givenOwnHold_holdAgain_tellsTheReservation() {
        QueueTicket buyer = buyer();
        Reservation held = held(buyer, 0, 1);
        assertThat(hold(buyer, reservation(buyer, 0, 1))).isEqualTo(held.id());
    }

    @Test
    void givenOwnHoldOnOneOfTwo_hold_isRejected() {
        QueueTicket buyer = buyer();
        held(buyer, 0);
        assertRejected(buyer, SeatTakenException.class, 0, 1);
    }

    @Test
    void givenThreeSeats_holdTwoMore_isAboveTheLimit_andOneMoreIsNot() {
        QueueTicket buyer = buyer();
        held(buyer, 0, 1, 2);
        assertRejected(buyer, SeatLimitException.class, 3, 4);
        held(buyer, 3);
    }

    @Test
    void givenTurnToCome_hold_isRejected() {
        QueueTicket buyer = buyer();
        assertRejected(waiting(), StillWaitingException.class, 0);
        held(buyer, 0);
    }

    @Test
    void givenTurnThatHasEnded_hold_isRejected() {
        QueueTicket buyer = buyer();
        leave(buyer);
        assertRejected(buyer, QueueTokenEndedException.class, 0);
    }

    @Test
    void givenLaterTurn_holdWithTheTicketOfTheEarlier_isRejected() {
        QueueTicket earlier = buyer();
        leave(earlier);
        QueueTicket later = enterAgain(earlier);
        assertRejected(earlier, QueueTokenEndedException.class, 0);
        held(later, 0);
    }

    // release

    @Test
    void givenHold_release_freesItsSeats_andTheLimit() {
        // Given
        QueueTicket buyer = buyer();
        Reservation ended = held(buyer, 0, 1, 2, 3);
        // When
        holds().release(List.of(ended));
        holds().release(List.of(ended));
        // Then
        held(buyer(), 0);
        held(buyer, 4, 5, 6, 7);
    }

    @Test
    void givenSeatThatAnotherHasMeanwhile_release_leavesIt() {
        // Given
        Reservation ended = held(buyer(), 0);
        holds().release(List.of(ended));
        held(buyer(), 0);
        // When
        holds().release(List.of(ended));
        // Then
        assertTaken(0);
    }

    @Test
    void givenHold_releaseAfterAWhile_givesItsSeatToNobodyMeanwhile() {
        Reservation ended = held(buyer(), 0);
        holds().releaseAfter(Duration.ofMinutes(1), ended);
        assertTaken(0);
    }

    @Test
    void givenHold_releaseAfterNoTime_freesItsSeat() {
        Reservation ended = held(buyer(), 0);
        holds().releaseAfter(Duration.ZERO, ended);
        held(buyer(), 0);
    }

    @Test
    void givenAsManyUnpaidHoldsAsMayBe_hold_isRejectedForAMinute() {
        // Given
        QueueTicket buyer = buyer();
        Reservation unpaid = held(buyer, 0);
        holds().release(List.of(unpaid));
        // When
        assertThatThrownBy(() -> hold(buyer, reservation(buyer, 1), 1))
                // Then
                .isInstanceOfSatisfying(HoldCoolDownException.class, refusal -> assertThat(refusal.retryAfter())
                        .hasValueSatisfying(
                                wait -> assertThat(wait).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1))));
        clock().advance(Duration.ofMinutes(1));
        Reservation later = reservation(buyer, 1);
        assertThat(hold(buyer, later, 1)).isEqualTo(later.id());
    }

    /** The transaction of the reservation was rolled back. */
    @Test
    void givenHoldThatWasNeverCommitted_release_doesNotCount() {
        // Given
        QueueTicket buyer = buyer();
        Reservation attempt = reservation(buyer, 0);
        hold(buyer, attempt);
        // When
        holds().release(List.of(attempt));
        // Then
        Reservation next = reservation(buyer, 0);
        assertThat(hold(buyer, next, 1)).isEqualTo(next.id());
    }

    // restore

    @Test
    void givenLostLocks_restore_locksThemForTheirHolder() {
        // Given
        QueueTicket buyer = buyer();
        Reservation held = reservation(buyer, 0, 1);
        // When
        holds().restore(List.of(held));
        // Then
        assertTaken(0);
        assertThat(hold(buyer, reservation(buyer, 0, 1))).isEqualTo(held.id());
        assertRejected(buyer, SeatLimitException.class, 2, 3, 4);
    }

    @Test
    void givenLockOfAnother_restore_leavesIt() {
        QueueTicket buyer = buyer();
        Reservation held = held(buyer, 0);
        holds().restore(List.of(reservation(buyer(), 0)));
        assertThat(hold(buyer, reservation(buyer, 0))).isEqualTo(held.id());
    }

    // confirm

    @Test
    void givenHold_confirm_keepsItsSeats_andEndsTheTurn() {
        QueueTicket buyer = buyer();
        Reservation paid = held(buyer, 0);
        holds().confirm(List.of(paid));
        assertTaken(0);
        assertRejected(buyer, QueueTokenEndedException.class, 1);
    }

    /** A payment may be faster than the news that the reservation is committed. */
    @Test
    void givenHoldThatIsNotKnownToBeCommitted_confirm_keepsItsSeats_andEndsTheTurn() {
        // Given
        QueueTicket buyer = buyer();
        Reservation paid = reservation(buyer, 0);
        hold(buyer, paid);
        // When
        holds().confirm(List.of(paid));
        keep(paid);
        // Then
        assertTaken(0);
        assertRejected(buyer, QueueTokenEndedException.class, 1);
    }

    @Test
    void givenAnotherHold_confirm_leavesTheTurn() {
        QueueTicket buyer = buyer();
        Reservation paid = held(buyer, 0);
        held(buyer, 1);
        holds().confirm(List.of(paid));
        held(buyer, 2);
    }

    @Test
    void givenPaidSeats_holdInALaterTurn_countsThem() {
        QueueTicket buyer = buyer();
        Reservation paid = held(buyer, 0, 1, 2);
        holds().confirm(List.of(paid));
        QueueTicket later = enterAgain(buyer);
        assertRejected(later, SeatLimitException.class, 3, 4);
        held(later, 3);
    }

    @Test
    void givenLaterTurn_confirmAgain_leavesIt() {
        QueueTicket buyer = buyer();
        Reservation paid = held(buyer, 0);
        holds().confirm(List.of(paid));
        QueueTicket later = enterAgain(buyer);
        holds().confirm(List.of(paid));
        held(later, 1);
    }

    @Test
    void givenLaterTurn_confirmThatComesLate_leavesIt() {
        QueueTicket buyer = buyer();
        Reservation paid = held(buyer, 0);
        leave(buyer);
        QueueTicket later = enterAgain(buyer);
        holds().confirm(List.of(paid));
        assertTaken(0);
        held(later, 1);
    }

    @Test
    void givenReleased_confirmThatComesLate_leavesItsSeatFree() {
        Reservation refunded = held(buyer(), 0);
        holds().release(List.of(refunded));
        holds().confirm(List.of(refunded));
        held(buyer(), 0);
    }

    @Test
    void givenSold_release_freesItsSeat() {
        Reservation refunded = held(buyer(), 0);
        holds().confirm(List.of(refunded));
        holds().release(List.of(refunded));
        held(buyer(), 0);
    }

    @Test
    void givenUnpaidHold_confirmOfTheNext_forgivesIt() {
        // Given
        QueueTicket buyer = buyer();
        holds().release(List.of(held(buyer, 0)));
        // When
        holds().confirm(List.of(held(buyer, 0)));
        // Then
        QueueTicket later = enterAgain(buyer);
        holds().release(List.of(held(later, 1)));
        Reservation next = reservation(later, 1);
        assertThat(hold(later, next, 2)).isEqualTo(next.id());
    }

    private QueueTicket buyer() {
        return enter(anyUserId());
    }

    private QueueTicket enterAgain(QueueTicket before) {
        clock().advance(Duration.ofSeconds(1));
        return enter(before.user());
    }

    private Reservation reservation(QueueTicket ticket, int... numbers) {
        return SeatFixture.reservation(ticket, concert, clock().instant(), seats, numbers);
    }

    private ReservationId hold(QueueTicket ticket, Reservation wanted) {
        return hold(ticket, wanted, ANY_NUMBER);
    }

    private ReservationId hold(QueueTicket ticket, Reservation wanted, int unpaidHolds) {
        var terms = new SeatHolds.Terms(SeatFixture.HOLD, LIMIT, unpaidHolds, TURN);
        return holds().hold(ticket, wanted.id(), wanted.seatIds(), terms);
    }

    /** A hold whose reservation is committed. */
    private Reservation held(QueueTicket ticket, int... numbers) {
        Reservation held = reservation(ticket, numbers);
        assertThat(hold(ticket, held)).isEqualTo(held.id());
        keep(held);
        return held;
    }

    private void assertRejected(QueueTicket ticket, Class<? extends DomainException> refusal, int... numbers) {
        Reservation wanted = reservation(ticket, numbers);
        assertThatThrownBy(() -> hold(ticket, wanted)).isInstanceOf(refusal);
    }

    private void assertTaken(int number) {
        assertRejected(buyer(), SeatTakenException.class, number);
    }
}
