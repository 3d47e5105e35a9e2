package io.onsale.reservation.usecase;

import static io.onsale.queue.QueueFixture.aTicket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.Warnings;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.out.ReservationRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExpireHoldsTest {
    private static final int BATCH = 200;

    private final BoxOffice office = new BoxOffice();
    private final QueueTicket buyer = aTicket();

    @Test
    void givenHoldWhoseTimeIsOver_expireDue_putsItsSeatsBackOnSale() {
        // Given
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD);
        // When
        int expired = expireDue();
        // Then
        assertThat(expired).isEqualTo(1);
        assertExpired(hold);
        assertThat(office.seatsTakenBy(buyer)).isZero();
        assertThat(office.unlocked()).containsExactly(hold.id());
    }

    @Test
    void givenExpired_expireDueAgain_changesNothing() {
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD);
        expireDue();
        assertThat(expireDue()).isZero();
        assertExpired(hold);
    }

    @Test
    void givenHoldThatHasTimeLeft_expireDue_leavesIt() {
        Reservation hold = office.held(buyer);
        office.clock().advance(SeatFixture.HOLD.minus(Duration.ofMinutes(1)));
        assertThat(expireDue()).isZero();
        assertHeld(hold);
    }

    @Test
    void givenPaid_expireDue_leavesIt() {
        // Given
        Reservation paid = office.held(buyer);
        office.settling().paid(paid);
        office.reservations().endTransaction();
        office.clock().advance(SeatFixture.HOLD);
        // When
        int expired = expireDue();
        // Then
        assertThat(expired).isZero();
        assertThat(office.statusOf(paid)).isEqualTo(ReservationStatus.SUCCESS);
        assertThat(office.seatsOf(paid)).containsExactly(SeatStatus.ASSIGNED);
    }

    @Test
    void givenHoldThatAnotherRequestIsChanging_expireDue_leavesItAlone() {
        // Given
        Reservation changing = office.held(buyer);
        Reservation due = office.held(aTicket());
        office.clock().advance(SeatFixture.HOLD);
        office.reservations().lock(changing.id());
        // When
        int expired = expireDue();
        // Then
        assertThat(expired).isEqualTo(1);
        assertHeld(changing);
        assertExpired(due);
    }

    @Test
    void givenMoreThanABatch_expireDue_expiresAll_andGoesOnBeforeEachTransaction() {
        // Given
        List<Reservation> holds = Stream.generate(() -> office.held(aTicket()))
                .limit(2 * BATCH + 1)
                .toList();
        office.clock().advance(SeatFixture.HOLD);
        int[] transactions = {0};
        // When
        int expired = office.expiring().expireDue(() -> transactions[0]++);
        // Then
        assertThat(expired).isEqualTo(holds.size());
        assertThat(holds).allSatisfy(this::assertExpired);
        assertThat(transactions[0]).isEqualTo(3);
    }

    @Test
    void givenBadRow_expireDue_expiresTheOthers() {
        // Given
        Reservation bad = office.held(buyer);
        List<Reservation> others = List.of(office.held(aTicket()), office.held(aTicket()));
        office.clock().advance(SeatFixture.HOLD);
        // When
        int expired;
        try (var told = new Warnings(ExpireHolds.class)) {
            expired = office.expiring(failingFor(Set.of(bad.id()))).expireDue(() -> {});
            assertThat(told.lines()).singleElement().asString().contains("Hold " + bad.id() + " cannot be expired");
        }
        // Then
        assertThat(expired).isEqualTo(2);
        assertThat(others).allSatisfy(this::assertExpired);
        assertHeld(bad);
    }

    /** The fault is not with the holds then. */
    @Test
    void givenNoneThatCanBeExpired_expireDue_fails() {
        // Given
        Reservation one = office.held(buyer);
        Reservation other = office.held(aTicket());
        office.clock().advance(SeatFixture.HOLD);
        ExpireHolds expiring = office.expiring(failingFor(Set.of(one.id(), other.id())));
        // When
        assertThatThrownBy(() -> expiring.expireDue(() -> {}))
                // Then
                .hasMessage("bad row");
        assertHeld(one);
        assertHeld(other);
    }

    /** Expires in another transaction than that of the test. */
    private int expireDue() {
        return office.reservations()
                .inAnotherTransaction(() -> office.expiring().expireDue(() -> {}));
    }

    private ReservationRepository failingFor(Set<ReservationId> bad) {
        ReservationRepository reservations = office.reservations();
        return new ReservationRepository() {
            @Override
            public void add(Reservation reservation) {
                reservations.add(reservation);
            }

            @Override
            public Optional<Reservation> lock(ReservationId reservationId) {
                return reservations.lock(reservationId);
            }

            @Override
            public boolean change(Reservation previous, Reservation next, Instant now) {
                return reservations.change(previous, next, now);
            }

            @Override
            public List<ReservationId> due(Instant now, int limit) {
                return reservations.due(now, limit);
            }

            @Override
            public List<Reservation> expire(List<ReservationId> ids, Instant now) {
                if (ids.stream().anyMatch(bad::contains)) {
                    throw new IllegalStateException("bad row");
                }
                return reservations.expire(ids, now);
            }
        };
    }

    private void assertExpired(Reservation hold) {
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.EXPIRED);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.AVAILABLE);
        assertThat(office.releasesOf(hold)).containsExactly(Reason.EXPIRED);
    }

    private void assertHeld(Reservation hold) {
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.PENDING);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.RESERVED);
        assertThat(office.releasesOf(hold)).isEmpty();
    }
}
