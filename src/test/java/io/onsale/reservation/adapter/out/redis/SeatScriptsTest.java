package io.onsale.reservation.adapter.out.redis;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.common.adapter.out.redis.ConcertKeys;
import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.Money;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.PerformanceId;
import io.onsale.concert.domain.SeatId;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.QueueTokenEndedException;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.domain.SeatLimitException;
import io.onsale.reservation.domain.SeatTakenException;
import io.onsale.reservation.domain.StillWaitingException;
import io.onsale.reservation.port.out.SeatHolds;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that lock, release and confirm seats, on a real Redis that does not know them yet. */
@QuarkusTest
class SeatScriptsTest {
    private static final Duration HOLD = Duration.ofMinutes(5);
    private static final int LIMIT = 4;

    @Inject
    SeatHolds holds;

    @Inject
    WaitingQueue queue;

    @Inject
    RedisDataSource redis;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

    private final ConcertId concert = anyConcertId();
    private final ConcertKeys keys = new ConcertKeys(concert.value());
    private final List<SeatId> seats =
            IntStream.range(0, 8).mapToObj(i -> new SeatId(UUID.randomUUID())).toList();

    @BeforeEach
    void startWithUnknownScripts() {
        job.pause();
        redis.execute("SCRIPT", "FLUSH");
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        job.resume();
    }

    // hold_seats

    @Test
    void givenTurnAndFreeSeats_hold_locksAllForTheHold() {
        // Given
        QueueTicket ticket = active();
        Reservation wanted = reservation(ticket, 0, 1);
        // When
        ReservationId holder = hold(ticket, wanted);
        // Then
        assertThat(holder).isEqualTo(wanted.id());
        assertThat(owner(0)).isEqualTo(owner(1)).isEqualTo(wanted.id().toString());
        assertThat(ttlMillis(keys.seat(seats.get(0).value()))).isBetween(HOLD.toMillis(), HOLD.toMillis() + 5_000);
        assertThat(ttlMillis(keys.seatsOf(ticket.user().value()))).isPositive();
        assertThat(slotEnds(ticket)).isGreaterThanOrEqualTo(holdEnds(ticket, 0));
    }

    @Test
    void givenOwnHold_holdAgain_tellsTheReservation() {
        QueueTicket ticket = active();
        Reservation first = reservation(ticket, 0, 1);
        hold(ticket, first);
        assertThat(hold(ticket, reservation(ticket, 0, 1))).isEqualTo(first.id());
        assertThat(owner(0)).isEqualTo(first.id().toString());
    }

    @Test
    void givenOwnHoldOnOneOfTwo_hold_isTaken() {
        QueueTicket ticket = active();
        hold(ticket, reservation(ticket, 0));
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 0, 1))).isInstanceOf(SeatTakenException.class);
        assertThat(owner(1)).isNull();
    }

    @Test
    void givenSeatOfAnother_hold_takesNone() {
        QueueTicket other = active();
        hold(other, reservation(other, 1));
        QueueTicket ticket = active();
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 0, 1, 2))).isInstanceOf(SeatTakenException.class);
        assertThat(owner(0)).isNull();
        assertThat(owner(2)).isNull();
    }

    @Test
    void givenThreeSeats_holdTwoMore_isAboveTheLimit() {
        QueueTicket ticket = active();
        hold(ticket, reservation(ticket, 0, 1, 2));
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 3, 4))).isInstanceOf(SeatLimitException.class);
        assertThat(owner(3)).isNull();
        assertHeld(ticket, 3);
    }

    @Test
    void givenHoldThatHasEnded_hold_doesNotCountIt() {
        QueueTicket ticket = active();
        hold(ticket, reservation(ticket, 0, 1, 2, 3));
        clock.advance(HOLD.minusSeconds(1));
        Reservation last = reservation(ticket, 4);
        assertThatThrownBy(() -> hold(ticket, last)).isInstanceOf(SeatLimitException.class);
        // The slot lasts as long as the hold; a new turn begins.
        clock.advance(Duration.ofSeconds(2));
        QueueTicket again = enter(ticket, 1000);
        assertHeld(again, 4);
    }

    @Test
    void givenWaiter_hold_isRefused() {
        active(1);
        QueueTicket waiter = active(1);
        assertThatThrownBy(() -> hold(waiter, reservation(waiter, 0))).isInstanceOf(StillWaitingException.class);
        assertThat(owner(0)).isNull();
    }

    @Test
    void givenEndedTurn_hold_isRefused() {
        QueueTicket ticket = active();
        clock.advance(Duration.ofSeconds(301));
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 0))).isInstanceOf(QueueTokenEndedException.class);
    }

    @Test
    void givenTokenOfAnEarlierTurn_hold_isRefused() {
        QueueTicket earlier = active();
        clock.advance(Duration.ofSeconds(301));
        QueueTicket now = enter(earlier, 1000);
        assertThatThrownBy(() -> hold(earlier, reservation(earlier, 0))).isInstanceOf(QueueTokenEndedException.class);
        assertHeld(now, 0);
    }

    @Test
    void givenTwoClients_holdTheSameSeats_oneWins() throws Exception {
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < 50; i++) {
            QueueTicket ticket = active();
            calls.add(() -> {
                try {
                    hold(ticket, reservation(ticket, 0, 1));
                    return "held";
                } catch (DomainException e) {
                    return e.code();
                }
            });
        }
        assertThat(Race.between(calls)).containsOnlyOnce("held").containsOnly("held", "SEAT_TAKEN");
    }

    // release_seats

    @Test
    void givenHold_release_freesSeatsAndQuota() {
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0, 1, 2, 3);
        hold(ticket, held);
        // When
        holds.release(List.of(held));
        holds.release(List.of(held));
        // Then
        assertThat(owner(0)).isNull();
        assertHeld(ticket, 4, 5, 6, 7);
    }

    @Test
    void givenSeatThatAnotherHasMeanwhile_release_leavesIt() {
        QueueTicket ticket = active();
        Reservation lost = reservation(ticket, 0);
        hold(ticket, lost);
        holds.release(List.of(lost));
        QueueTicket other = active();
        Reservation theirs = reservation(other, 0);
        hold(other, theirs);
        holds.release(List.of(lost));
        assertThat(owner(0)).isEqualTo(theirs.id().toString());
    }

    // confirm_seats

    @Test
    void givenHold_confirm_keepsTheSeatsAndEndsTheTurn() {
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0);
        hold(ticket, held);
        // When
        holds.confirm(List.of(held));
        holds.confirm(List.of(held));
        // Then
        assertThat(owner(0)).isEqualTo(held.id().toString());
        assertThat(ttlMillis(keys.seat(seats.get(0).value()))).isGreaterThan(HOLD.toMillis() + 5_000);
        assertThat(ttlMillis(keys.seatsOf(ticket.user().value()))).isPositive();
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 1))).isInstanceOf(QueueTokenEndedException.class);
    }

    @Test
    void givenAnotherHold_confirm_keepsTheTurn() {
        QueueTicket ticket = active();
        Reservation paid = reservation(ticket, 0);
        hold(ticket, paid);
        hold(ticket, reservation(ticket, 1));
        holds.confirm(List.of(paid));
        assertHeld(ticket, 2);
    }

    /** The database has another idea of the time than Redis. */
    @ParameterizedTest
    @ValueSource(ints = {-30, 30})
    void givenReservationByAnotherClock_confirm_endsTheTurn(int seconds) {
        // Given
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, clock.instant().plusSeconds(seconds), 0);
        hold(ticket, held);
        // When
        holds.confirm(List.of(held));
        // Then
        assertThatThrownBy(() -> hold(ticket, reservation(ticket, 1))).isInstanceOf(QueueTokenEndedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-30, 30})
    void givenLaterTurn_confirmThatComesLate_keepsIt(int seconds) {
        // Given
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, clock.instant().plusSeconds(seconds), 0);
        hold(ticket, held);
        queue.leave(ticket);
        clock.advance(Duration.ofSeconds(1));
        QueueTicket later = enter(ticket, 1000);
        // When
        holds.confirm(List.of(held));
        // Then
        assertHeld(later, 1);
    }

    @Test
    void givenPaidSeats_holdInALaterTurn_countsThem() {
        QueueTicket ticket = active();
        Reservation paid = reservation(ticket, 0, 1, 2, 3);
        hold(ticket, paid);
        holds.confirm(List.of(paid));
        clock.advance(Duration.ofHours(1));
        QueueTicket again = enter(ticket, 1000);
        assertThatThrownBy(() -> hold(again, reservation(again, 4))).isInstanceOf(SeatLimitException.class);
    }

    @Test
    void givenRefund_release_freesPaidSeats() {
        QueueTicket ticket = active();
        Reservation paid = reservation(ticket, 0);
        hold(ticket, paid);
        holds.confirm(List.of(paid));
        holds.release(List.of(paid));
        assertThat(owner(0)).isNull();
    }

    @Test
    void givenReleasedLock_confirmThatComesLate_leavesItFree() {
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0);
        hold(ticket, held);
        holds.release(List.of(held));
        holds.confirm(List.of(held));
        assertThat(owner(0)).isNull();
        QueueTicket again = enter(ticket, 1000);
        assertHeld(again, 0, 1, 2, 3);
    }

    private QueueTicket active() {
        return active(1000);
    }

    private QueueTicket active(int room) {
        return queue.enter(concert, anyUserId(), openWith(room), Optional.empty())
                .toCompletableFuture()
                .join()
                .ticket();
    }

    private QueueTicket enter(QueueTicket before, int room) {
        return queue.enter(concert, before.user(), openWith(room), Optional.empty())
                .toCompletableFuture()
                .join()
                .ticket();
    }

    private ReservationId hold(QueueTicket ticket, Reservation wanted) {
        return holds.hold(ticket, wanted.id(), wanted.seatIds(), HOLD, LIMIT);
    }

    private Reservation reservation(QueueTicket ticket, int... numbers) {
        return reservation(ticket, clock.instant(), numbers);
    }

    private Reservation reservation(QueueTicket ticket, Instant at, int... numbers) {
        return new Reservation(
                new ReservationId(UUID.randomUUID()),
                ticket.user(),
                concert,
                new PerformanceId(UUID.randomUUID()),
                IntStream.of(numbers)
                        .mapToObj(i -> new ReservedSeat(seats.get(i), i + 1, new Money(10_000)))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                at.plus(HOLD),
                at);
    }

    private void assertHeld(QueueTicket ticket, int... numbers) {
        Reservation wanted = reservation(ticket, numbers);
        assertThat(hold(ticket, wanted)).isEqualTo(wanted.id());
    }

    private String owner(int seat) {
        return redis.value(String.class).get(keys.seat(seats.get(seat).value()));
    }

    private long ttlMillis(String key) {
        return redis.key().pttl(key);
    }

    private long slotEnds(QueueTicket ticket) {
        return (long) redis.sortedSet(String.class)
                .zscore(keys.active(), ticket.user().toString())
                .orElseThrow();
    }

    private long holdEnds(QueueTicket ticket, int seat) {
        return (long) redis.sortedSet(String.class)
                .zscore(
                        keys.seatsOf(ticket.user().value()),
                        seats.get(seat).value().toString())
                .orElseThrow();
    }
}
