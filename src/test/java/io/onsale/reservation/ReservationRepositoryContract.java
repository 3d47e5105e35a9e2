package io.onsale.reservation;

import static io.onsale.queue.QueueFixture.aTicket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.out.ReservationRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@code ReservationRepository}, for the fake and the adapter. Each test is one transaction, which
 * holds the locks of what it has added.
 */
public abstract class ReservationRepositoryContract {
    /** A time long before any hold but those of these tests. */
    private static final Instant NOW = Instant.parse("2001-09-01T11:00:00.123Z");

    protected abstract ReservationRepository reservations();

    /** Runs work in another transaction, while that of the test goes on. */
    protected abstract <T> T inAnotherTransaction(Supplier<T> work);

    @Test
    void givenHold_lock_tellsIt() {
        Reservation hold = hold(NOW);
        assertThat(reservations().lock(hold.id())).contains(hold);
    }

    @Test
    void givenNoReservation_lock_isEmpty() {
        assertThat(reservations().lock(new ReservationId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void givenHoldThatAnotherHasLocked_lock_isRejected() {
        Reservation hold = hold(NOW);
        assertThatThrownBy(() -> inAnotherTransaction(() -> reservations().lock(hold.id())))
                .isInstanceOf(ReservationBusyException.class);
    }

    @Test
    void givenHold_addAgain_fails() {
        Reservation hold = hold(NOW);
        assertThatThrownBy(() -> reservations().add(hold)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void givenHold_change_writesItsNextState() {
        // Given
        Reservation hold = hold(NOW);
        Reservation declined = hold.declined();
        Reservation paid = declined.to(ReservationStatus.SUCCESS);
        // When
        boolean first = reservations().change(hold, declined, NOW);
        boolean second = reservations().change(declined, paid, NOW);
        // Then
        assertThat(first).isTrue();
        assertThat(second).isTrue();
        assertThat(reservations().lock(hold.id())).contains(paid);
    }

    @Test
    void givenPaid_changeWhatItWas_isRejected_andChangesNothing() {
        // Given
        Reservation hold = hold(NOW);
        Reservation paid = hold.to(ReservationStatus.SUCCESS);
        reservations().change(hold, paid, NOW);
        // When
        boolean changed = reservations().change(hold, hold.to(ReservationStatus.CANCELLED), NOW);
        // Then
        assertThat(changed).isFalse();
        assertThat(reservations().lock(hold.id())).contains(paid);
    }

    @Test
    void givenHolds_due_tellsThoseWhoseTimeIsOver_longestFirst() {
        // Given
        Reservation lately = hold(NOW.minusSeconds(1));
        Reservation longAgo = hold(NOW.minusSeconds(60));
        Reservation atThisInstant = hold(NOW);
        hold(NOW.plusMillis(1));
        // When
        List<ReservationId> due = reservations().due(NOW, 10);
        // Then
        assertThat(due).containsExactly(longAgo.id(), lately.id(), atThisInstant.id());
    }

    @Test
    void givenMoreThanAskedFor_due_tellsTheLongestDue() {
        hold(NOW.minusSeconds(1));
        Reservation longAgo = hold(NOW.minusSeconds(60));
        assertThat(reservations().due(NOW, 1)).containsExactly(longAgo.id());
    }

    @Test
    void givenPaid_due_isEmpty() {
        Reservation hold = hold(NOW);
        reservations().change(hold, hold.to(ReservationStatus.SUCCESS), NOW);
        assertThat(reservations().due(NOW, 10)).isEmpty();
    }

    @Test
    void givenDueHolds_expire_marksThoseAskedFor() {
        // Given
        Reservation one = hold(NOW);
        Reservation other = hold(NOW.minusSeconds(60));
        Reservation notAskedFor = hold(NOW);
        // When
        List<Reservation> expired = reservations().expire(List.of(one.id(), other.id()), NOW);
        // Then
        assertThat(expired).extracting(Reservation::id).containsExactlyInAnyOrder(one.id(), other.id());
        assertThat(expired).flatExtracting(Reservation::seats).hasSize(4).containsAll(one.seats());
        assertStatus(one, ReservationStatus.EXPIRED);
        assertStatus(other, ReservationStatus.EXPIRED);
        assertStatus(notAskedFor, ReservationStatus.PENDING);
        assertThat(reservations().expire(List.of(one.id()), NOW)).isEmpty();
    }

    @Test
    void givenPaid_expire_leavesIt() {
        Reservation hold = hold(NOW);
        reservations().change(hold, hold.to(ReservationStatus.SUCCESS), NOW);
        assertThat(reservations().expire(List.of(hold.id()), NOW)).isEmpty();
        assertStatus(hold, ReservationStatus.SUCCESS);
    }

    @Test
    void givenHoldThatIsNotDue_expire_leavesIt() {
        Reservation hold = hold(NOW.plusMillis(1));
        assertThat(reservations().expire(List.of(hold.id()), NOW)).isEmpty();
        assertStatus(hold, ReservationStatus.PENDING);
    }

    @Test
    void givenHoldThatAnotherHasLocked_expire_leavesIt() {
        // Given
        Reservation hold = hold(NOW);
        // When
        List<Reservation> expired = inAnotherTransaction(() -> reservations().expire(List.of(hold.id()), NOW));
        // Then
        assertThat(expired).isEmpty();
        assertStatus(hold, ReservationStatus.PENDING);
    }

    private Reservation hold(Instant expiresAt) {
        var ticket = aTicket();
        Reservation hold = SeatFixture.reservation(
                ticket, ticket.concert(), expiresAt.minus(SeatFixture.HOLD), SeatFixture.seats(2), 0, 1);
        reservations().add(hold);
        return hold;
    }

    private void assertStatus(Reservation reservation, ReservationStatus status) {
        assertThat(reservations().lock(reservation.id()))
                .map(Reservation::status)
                .contains(status);
    }
}
