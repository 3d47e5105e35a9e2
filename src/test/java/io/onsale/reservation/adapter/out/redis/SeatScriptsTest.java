package io.onsale.reservation.adapter.out.redis;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static io.onsale.reservation.SeatFixture.HOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
import io.onsale.reservation.port.out.SeatHolds;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the scripts that lock, keep, restore, release and confirm seats, on a real Redis that does not know them
 * yet.
 */
@QuarkusTest
class SeatScriptsTest {
    private static final int LIMIT = 4;
    private static final SeatHolds.Terms TERMS = new SeatHolds.Terms(HOLD, LIMIT, 0, Duration.ofMinutes(5));
    private static final long LOCK_MILLIS = 8_000;

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

    @Inject
    SeatFixture fixture;

    private final ConcertId concert = anyConcertId();
    private final ConcertKeys keys = new ConcertKeys(concert.value());
    private final List<SeatId> seats = SeatFixture.seats(8);

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
    void givenTurnAndFreeSeats_hold_locksAllForSeconds() {
        // Given
        QueueTicket ticket = active();
        Reservation wanted = reservation(ticket, 0, 1);
        // When
        ReservationId holder = hold(ticket, wanted);
        // Then
        assertThat(holder).isEqualTo(wanted.id());
        assertThat(owner(0)).isEqualTo(owner(1)).isEqualTo(wanted.id().toString());
        assertThat(lockMillis(0)).isBetween(1L, LOCK_MILLIS);
        assertThat(lockMillis(1)).isBetween(1L, LOCK_MILLIS);
        assertThat(ttlMillis(keys.seatsOf(ticket.user().value()))).isPositive();
    }

    /** The process that had taken the locks died before it committed anything. */
    @Test
    void givenHoldThatNobodyKeeps_seatsAndLimitAreFreeWithItsLock() {
        // Given
        QueueTicket ticket = active();
        hold(ticket, reservation(ticket, 0, 1, 2, 3));
        Reservation others = reservation(ticket, 4, 5, 6, 7);
        assertThatThrownBy(() -> hold(ticket, others)).isInstanceOf(SeatLimitException.class);
        // When
        clock.advance(Duration.ofMillis(LOCK_MILLIS + 1));
        runOut(0);
        // Then
        assertHeld(ticket, 4, 5, 6, 7);
        QueueTicket other = active();
        assertHeld(other, 0);
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
        held(ticket, 0, 1, 2, 3);
        clock.advance(HOLD.minusSeconds(1));
        Reservation last = reservation(ticket, 4);
        assertThatThrownBy(() -> hold(ticket, last)).isInstanceOf(SeatLimitException.class);
        // The slot lasts as long as the hold, and then a new turn begins.
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

    // keep_seats

    @Test
    void givenHold_keep_locksForTheHold() {
        // Given
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0, 1);
        hold(ticket, held);
        // When
        fixture.keep(held);
        fixture.keep(held);
        // Then
        assertThat(owner(0)).isEqualTo(owner(1)).isEqualTo(held.id().toString());
        assertThat(lockMillis(0)).isBetween(HOLD.toMillis(), HOLD.toMillis() + 5_000);
        assertThat(lockMillis(1)).isBetween(HOLD.toMillis(), HOLD.toMillis() + 5_000);
        assertThat(slotEnds(ticket)).isGreaterThanOrEqualTo(holdEnds(ticket, 0));
        assertThat(hold(ticket, reservation(ticket, 0, 1))).isEqualTo(held.id());
    }

    /** The transaction took longer than its lock lasts. */
    @Test
    void givenLockThatAnotherHasMeanwhile_keep_leavesIt() {
        // Given
        QueueTicket ticket = active();
        Reservation slow = reservation(ticket, 0);
        hold(ticket, slow);
        runOut(0);
        QueueTicket other = active();
        Reservation theirs = reservation(other, 0);
        hold(other, theirs);
        // When
        fixture.keep(slow);
        // Then
        assertThat(owner(0)).isEqualTo(theirs.id().toString());
        assertThat(lockMillis(0)).isBetween(1L, LOCK_MILLIS);
    }

    /**
     * The reservation was cancelled through another instance before the first one has told Redis that it is committed.
     */
    @Test
    void givenReleasedLock_keepThatComesLate_leavesItFree() {
        QueueTicket ticket = active();
        Reservation cancelled = reservation(ticket, 0);
        hold(ticket, cancelled);
        holds.release(List.of(cancelled));
        fixture.keep(cancelled);
        assertThat(owner(0)).isNull();
        assertHeld(ticket, 1, 2, 3, 4);
    }

    @Test
    void givenPaidSeat_keepThatComesLate_leavesItSold() {
        QueueTicket ticket = active();
        Reservation paid = reservation(ticket, 0);
        hold(ticket, paid);
        holds.confirm(List.of(paid));
        long sold = lockMillis(0);
        fixture.keep(paid);
        assertThat(lockMillis(0)).isBetween(HOLD.toMillis() + 5_001, sold);
        assertThat(score(ticket, 0)).isInfinite();
    }

    // restore_seats

    @Test
    void givenLostLocks_restore_locksForSeconds() {
        // Given
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0, 1);
        // When
        holds.restore(List.of(held));
        // Then
        assertThat(owner(0)).isEqualTo(held.id().toString());
        assertThat(lockMillis(1)).isBetween(1L, LOCK_MILLIS);
        assertThat(hold(ticket, reservation(ticket, 0, 1))).isEqualTo(held.id());
        Reservation three = reservation(ticket, 2, 3, 4);
        assertThatThrownBy(() -> hold(ticket, three)).isInstanceOf(SeatLimitException.class);
    }

    @Test
    void givenLockOfAnother_restore_leavesIt() {
        QueueTicket ticket = active();
        Reservation theirs = reservation(ticket, 0);
        hold(ticket, theirs);
        QueueTicket other = active();
        holds.restore(List.of(reservation(other, 0)));
        assertThat(owner(0)).isEqualTo(theirs.id().toString());
    }

    @Test
    void givenPaidSeatWhoseLockRanOut_restore_countsItForGood() {
        QueueTicket ticket = active();
        Reservation paid = reservation(ticket, 0);
        hold(ticket, paid);
        holds.confirm(List.of(paid));
        runOut(0);
        holds.restore(List.of(paid));
        assertThat(owner(0)).isEqualTo(paid.id().toString());
        assertThat(score(ticket, 0)).isInfinite();
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

    /** A payment may be faster than the news that the reservation is committed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenHold_confirm_keepsTheSeatsAndEndsTheTurn(boolean kept) {
        QueueTicket ticket = active();
        Reservation held = reservation(ticket, 0);
        hold(ticket, held);
        if (kept) {
            fixture.keep(held);
        }
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

    /** The clock of the database differs from that of Redis. */
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

    private void held(QueueTicket ticket, int... numbers) {
        Reservation held = reservation(ticket, numbers);
        hold(ticket, held);
        fixture.keep(held);
    }

    /** Removes the lock, as when its time is over: Redis goes by its own clock there, which no test moves. */
    private void runOut(int seat) {
        redis.key().del(keys.seat(seats.get(seat).value()));
    }

    private ReservationId hold(QueueTicket ticket, Reservation wanted) {
        return holds.hold(ticket, wanted.id(), wanted.seatIds(), TERMS);
    }

    private Reservation reservation(QueueTicket ticket, int... numbers) {
        return reservation(ticket, clock.instant(), numbers);
    }

    private Reservation reservation(QueueTicket ticket, Instant at, int... numbers) {
        return SeatFixture.reservation(ticket, concert, at, seats, numbers);
    }

    private void assertHeld(QueueTicket ticket, int... numbers) {
        Reservation wanted = reservation(ticket, numbers);
        assertThat(hold(ticket, wanted)).isEqualTo(wanted.id());
    }

    private String owner(int seat) {
        return redis.value(String.class).get(keys.seat(seats.get(seat).value()));
    }

    private long lockMillis(int seat) {
        return ttlMillis(keys.seat(seats.get(seat).value()));
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
        return (long) score(ticket, seat);
    }

    private double score(QueueTicket ticket, int seat) {
        return redis.sortedSet(String.class)
                .zscore(
                        keys.seatsOf(ticket.user().value()),
                        seats.get(seat).value().toString())
                .orElseThrow();
    }
}
