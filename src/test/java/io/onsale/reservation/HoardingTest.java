package io.onsale.reservation;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.reservation.SeatFixture.HOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.DomainException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.user.domain.UserId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the limits against hoarding of slots and seats: the rules on a real Redis, and their effect on simulated
 * hoarders, second by second.
 */
@QuarkusTest
class HoardingTest {
    private static final Duration TURN = Duration.ofMinutes(5);
    private static final int CLAIM_SECONDS = 20;
    private static final HoldLimits LIMITS = new HoldLimits(60, 3, 10);
    private static final int SEATS_PER_USER = 4;

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
    private final List<SeatId> seats = SeatFixture.seats(50);
    private final Random random = new Random(1);
    private int unpaidHolds = LIMITS.unpaidHolds();
    private QueueTerms terms = terms(50, Optional.empty());

    @BeforeEach
    void admitNobodyElse() {
        job.pause();
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        job.resume();
    }

    private static QueueTerms terms(int maxActive, Optional<Instant> entryOpensAt) {
        var policy = new QueuePolicy(
                maxActive, OptionalInt.empty(), CLAIM_SECONDS, (int) TURN.toSeconds(), false, 0, LIMITS, entryOpensAt);
        return new QueueTerms(policy, Instant.EPOCH, Sale.TO_COME);
    }

    // The rules

    @Test
    void givenNoHold_theSlotEndsEarly() {
        Turn turn = enter(anyUserId());
        assertAbout(turn.expiresAt(), turn.enteredAt().plusSeconds(LIMITS.firstHoldSeconds()));
        clock.advance(Duration.ofSeconds(LIMITS.firstHoldSeconds()));
        assertThatThrownBy(() -> poll(turn.ticket())).isInstanceOf(QueueTokenEndedException.class);
    }

    @Test
    void givenHoldInTime_theSlotLastsAsLongAsItOrTheTurn() {
        Turn turn = enter(anyUserId());
        clock.advance(Duration.ofSeconds(30));
        hold(turn.ticket(), 0);
        assertAbout(ends(turn), turn.enteredAt().plusSeconds(30).plus(HOLD));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenHoldThatEndsUnpaid_theSlotEndsWithTheTurn(boolean cancelled) {
        // Given
        Turn turn = enter(anyUserId());
        clock.advance(Duration.ofSeconds(30));
        Reservation held = hold(turn.ticket(), 0);
        // When
        if (cancelled) {
            holds.releaseAfter(Duration.ZERO, held);
        } else {
            holds.release(List.of(held));
        }
        // Then
        assertAbout(ends(turn), turn.enteredAt().plus(TURN));
    }

    @Test
    void givenTwoHolds_whenTheLaterEnds_theSlotLastsAsLongAsTheOther() {
        Turn turn = enter(anyUserId());
        clock.advance(Duration.ofSeconds(30));
        hold(turn.ticket(), 0);
        clock.advance(Duration.ofSeconds(30));
        Reservation later = hold(turn.ticket(), 1);
        holds.release(List.of(later));
        assertAbout(ends(turn), turn.enteredAt().plusSeconds(30).plus(HOLD));
    }

    @Test
    void givenTurnIsOver_noMoreHolds_andTheSlotEndsWithTheLast() {
        // Given
        Turn turn = enter(anyUserId());
        hold(turn.ticket(), 0);
        clock.advance(TURN.minusSeconds(1));
        Reservation last = hold(turn.ticket(), 1);
        clock.advance(Duration.ofSeconds(1));
        // When, then
        assertThatThrownBy(() -> hold(turn.ticket(), 2)).isInstanceOf(QueueTokenEndedException.class);
        assertThat(poll(turn.ticket()).isActive()).isTrue();
        holds.release(List.of(last));
        assertThatThrownBy(() -> poll(turn.ticket())).isInstanceOf(QueueTokenEndedException.class);
    }

    @Test
    void givenHoldOfAnEarlierTurn_itsEndLeavesTheNewTurnAlone() {
        Turn first = enter(anyUserId());
        Reservation held = hold(first.ticket(), 0);
        queue.leave(first.ticket());
        Turn second = enter(first.ticket().user());
        holds.release(List.of(held));
        assertAbout(ends(second), second.enteredAt().plusSeconds(LIMITS.firstHoldSeconds()));
    }

    @Test
    void givenUnpaidHolds_theNextOneWaits_twiceAsLongEachTime_aQuarterOfAnHourAtMost() {
        UserId user = anyUserId();
        for (int i = 0; i < LIMITS.unpaidHolds(); i++) {
            holdAndCancel(user);
        }
        for (int minutes : new int[] {1, 2, 4, 8, 15, 15}) {
            QueueTicket ticket = enter(user).ticket();
            assertThatThrownBy(() -> hold(ticket, 0))
                    .isInstanceOfSatisfying(HoldCoolDownException.class, e -> assertThat(
                                    e.retryAfter().orElseThrow())
                            .isBetween(Duration.ofMinutes(minutes).minusSeconds(2), Duration.ofMinutes(minutes)));
            clock.advance(Duration.ofMinutes(minutes));
            holdAndCancel(user);
        }
    }

    /** Otherwise a seat could be held through three turns. */
    @Test
    void givenHoldOfMoreThanHalfItsTime_itCountsTwice() {
        UserId user = anyUserId();
        Reservation held = hold(enter(user).ticket(), 0);
        clock.advance(HOLD.dividedBy(2).plusSeconds(1));
        holds.releaseAfter(Duration.ZERO, held);
        holdAndCancel(user);
        QueueTicket ticket = enter(user).ticket();
        assertThatThrownBy(() -> hold(ticket, 0)).isInstanceOf(HoldCoolDownException.class);
    }

    @Test
    void givenUnpaidHolds_payingEndsTheCount() {
        UserId user = anyUserId();
        for (int i = 0; i < LIMITS.unpaidHolds() - 1; i++) {
            holdAndCancel(user);
        }
        holds.confirm(List.of(hold(enter(user).ticket(), 1)));
        holdAndCancel(user);
        holdAndCancel(user);
        hold(enter(user).ticket(), 0);
    }

    /** Otherwise one cheap seat, bought and given back, would be worth three holds. */
    @Test
    void givenPaidSeatThatIsRefunded_theCountIsAsIfItHadNeverBeen() {
        UserId user = anyUserId();
        holdAndCancel(user);
        holdAndCancel(user);
        Reservation paid = hold(enter(user).ticket(), 1);
        holds.confirm(List.of(paid));
        holds.releaseAfter(Duration.ZERO, paid);
        holds.release(List.of(paid)); // its event has this done once more
        QueueTicket ticket = enter(user).ticket();
        assertThatThrownBy(() -> hold(ticket, 0)).isInstanceOf(HoldCoolDownException.class);
    }

    @Test
    void whatWasNeverCommitted_orIsReleasedTwice_doesNotCount() {
        // Given
        UserId user = anyUserId();
        for (int i = 0; i < LIMITS.unpaidHolds(); i++) {
            Reservation rolledBack = reservation(enter(user).ticket(), 0);
            lock(enter(user).ticket(), rolledBack);
            holds.release(List.of(rolledBack));
        }
        Reservation once = hold(enter(user).ticket(), 0);
        for (int i = 0; i < LIMITS.unpaidHolds(); i++) {
            holds.release(List.of(once));
        }
        // When, then
        hold(enter(user).ticket(), 0);
    }

    @Test
    void givenHoldThatIsNotCommitted_theSlotEndsAsIfNothingHadBeenHeld() {
        Turn turn = enter(anyUserId());
        Reservation attempt = reservation(turn.ticket(), 0);
        lock(turn.ticket(), attempt);
        holds.release(List.of(attempt));
        assertAbout(ends(turn), turn.enteredAt().plusSeconds(LIMITS.firstHoldSeconds()));
    }

    @Test
    void givenHoldAndAnAttemptThatFails_theSlotLastsAsLongAsTheTurn() {
        Turn turn = enter(anyUserId());
        Reservation held = hold(turn.ticket(), 0);
        Reservation attempt = reservation(turn.ticket(), 1);
        lock(turn.ticket(), attempt);
        holds.release(List.of(attempt));
        holds.releaseAfter(Duration.ZERO, held);
        assertAbout(ends(turn), turn.enteredAt().plus(TURN));
    }

    /** An instance of an earlier version, which knows no turns, leaves an end of a turn like this. */
    @Test
    void givenLeftOverEndOfATurn_theNextTurnIsNotOver() {
        Turn before = enter(anyUserId());
        String user = before.ticket().user().value().toString();
        redis.sortedSet(String.class).zrem(keys.active(), user);
        redis.hash(String.class).hdel(keys.slots(), user);
        clock.advance(TURN);
        redis.hash(String.class).hset(keys.turns(), user, "" + clock.instant().toEpochMilli());
        clock.advance(Duration.ofSeconds(1));
        long now = clock.instant().toEpochMilli();
        redis.hash(String.class).hset(keys.slots(), user, before.ticket().sequence() + ":" + now + ":1");
        redis.sortedSet(String.class).zadd(keys.active(), now + 300_000, user);
        hold(before.ticket(), 0);
    }

    @Test
    void givenCancelledSeat_nobodyHasItMeanwhile_notEvenWhoCancelled() {
        QueueTicket owner = enter(anyUserId()).ticket();
        QueueTicket other = enter(anyUserId()).ticket();
        Reservation held = hold(owner, 0);
        holds.releaseAfter(Duration.ofSeconds(5), held);
        assertThatThrownBy(() -> hold(owner, 0)).isInstanceOf(SeatTakenException.class);
        assertThatThrownBy(() -> hold(other, 0)).isInstanceOf(SeatTakenException.class);
        assertThat(redis.key().pttl(lock(0))).isBetween(1L, 5_000L);
        holds.release(List.of(held)); // its event has this done once more
        assertThatThrownBy(() -> hold(other, 0)).isInstanceOf(SeatTakenException.class);
        redis.key().del(lock(0)); // the time of the lock is over: Redis goes by its own clock there
        hold(other, 0);
    }

    /**
     * The lock belongs to the buyer who has taken it meanwhile; for the seat on its way back the guard of the database
     * is enough.
     */
    @Test
    void givenSomebodyElseHasTheSeat_releaseAfter_leavesIt() {
        Reservation first = hold(enter(anyUserId()).ticket(), 0);
        redis.key().del(lock(0));
        Reservation second = hold(enter(anyUserId()).ticket(), 0);
        holds.releaseAfter(Duration.ofSeconds(5), first);
        assertThat(redis.value(String.class).get(lock(0))).isEqualTo(second.id().toString());
    }

    @Test
    void beforeEntryOpens_nobodyEnters_andWhoIsInStays() {
        UserId user = anyUserId();
        enter(user);
        Instant opensAt = clock.instant().plusSeconds(60);
        terms = terms(50, Optional.of(opensAt));
        enter(user);
        assertThatThrownBy(() -> enter(anyUserId()))
                .isInstanceOfSatisfying(EntryNotOpenException.class, e -> assertThat(e.members())
                        .containsEntry("opensAt", opensAt));
        clock.advance(Duration.ofSeconds(61));
        enter(anyUserId());
    }

    // Those who try

    /**
     * The hoarders hold all seats, and hold them again as soon as they may. Four others look for a seat all the while.
     */
    @Test
    void thirteenPennilessAccounts_keepADateForLessThanTenMinutes() {
        // Given
        List<Hoarder> hoarders =
                IntStream.range(0, 13).mapToObj(i -> new Hoarder()).toList();
        hoarders.forEach(Hoarder::act);
        assertThat(sale.held).hasSize(seats.size());
        List<Buyer> buyers = IntStream.range(0, 4).mapToObj(i -> new Buyer()).toList();
        var all = new ArrayList<Actor>(hoarders);
        all.addAll(buyers);
        // When
        while (sale.second < 1200 && !buyers.stream().allMatch(Buyer::hasSeat)) {
            sale.nextSecond(all);
        }
        // Then
        assertThat(sale.second).isLessThan(600);
    }

    /**
     * The bots enter first, and hold again as late as they can. After them all slots are the buyers', who wait for each
     * other alone.
     */
    @Test
    void tenBotsInTenSlots_keepNobodyOutForMoreThanTwoTurns() {
        // Given
        terms = terms(10, Optional.empty());
        unpaidHolds = 0; // only the end of their turns is to stop them
        List<Pinner> bots = IntStream.range(0, 10).mapToObj(i -> new Pinner()).toList();
        bots.forEach(Pinner::act);
        List<Buyer> buyers = IntStream.range(0, 20).mapToObj(i -> new Buyer()).toList();
        buyers.forEach(Buyer::act);
        var all = new ArrayList<Actor>(bots);
        all.addAll(buyers);
        // When
        while (sale.second < 3600 && !buyers.stream().allMatch(Buyer::hasBought)) {
            sale.nextSecond(all);
        }
        // Then
        assertThat(buyers).allMatch(Buyer::hasBought);
        List<Long> letIn = buyers.stream().map(Buyer::letInAt).sorted().toList();
        assertThat(letIn.get(9)).isLessThanOrEqualTo(2 * TURN.toSeconds());
        assertThat(letIn.get(19)).isLessThanOrEqualTo(2 * TURN.toSeconds() + Buyer.LONGEST_VISIT);
    }

    /** Ghosts claim their slots and do nothing. */
    @Test
    void aThousandGhosts_delayWhoComesBehindThemForLessThan25Minutes() {
        // Given
        List<Ghost> ghosts = IntStream.range(0, 1000).mapToObj(i -> new Ghost()).toList();
        ghosts.forEach(Ghost::act);
        var last = new Buyer();
        last.act();
        // When
        while (sale.second < 3600 && !last.hasBought()) {
            long admitted = sale.admitted();
            var front = new ArrayList<Actor>(
                    ghosts.stream().filter(ghost -> ghost.mayClaim(admitted)).toList());
            front.add(last);
            sale.nextSecond(front);
        }
        // Then
        assertThat(sale.second).isLessThan(25 * 60);
    }

    private interface Actor {
        void act();
    }

    /** The state of the seats as the database has it. */
    private final class House {
        private final Map<Integer, Reservation> held = new HashMap<>();
        private final Set<Integer> sold = new HashSet<>();
        private final Map<Reservation, Long> withheldUntil = new HashMap<>();
        private long second;

        void nextSecond(List<Actor> actors) {
            second++;
            clock.advance(Duration.ofSeconds(1));
            Instant now = clock.instant();
            List<Reservation> due = held.values().stream()
                    .filter(reservation -> !reservation.isHeldAt(now))
                    .distinct()
                    .toList();
            holds.release(due);
            due.forEach(this::giveBack);
            withheldUntil.forEach((reservation, until) -> {
                if (until <= second) {
                    reservation.seatIds().forEach(seat -> redis.key().del(keys.seat(seat.value())));
                }
            });
            withheldUntil.values().removeIf(until -> until <= second);
            queue.admit(concert, terms).toCompletableFuture().join();
            var inTurn = new ArrayList<>(actors);
            Collections.shuffle(inTurn, random);
            inTurn.forEach(Actor::act);
        }

        private void giveBack(Reservation reservation) {
            held.values().removeIf(reservation::equals);
        }

        /** The available seats in the list of seats, which does not know locks. */
        List<Integer> available() {
            return IntStream.range(0, seats.size())
                    .filter(seat -> !held.containsKey(seat) && !sold.contains(seat))
                    .boxed()
                    .toList();
        }

        Optional<Reservation> tryToHold(QueueTicket ticket, int... numbers) {
            Reservation reservation;
            try {
                reservation = hold(ticket, numbers);
            } catch (QueueTokenEndedException e) {
                throw e;
            } catch (DomainException refused) {
                return Optional.empty();
            }
            for (int number : numbers) {
                assertThat(held.put(number, reservation)).isNull();
                assertThat(sold).doesNotContain(number);
            }
            return Optional.of(reservation);
        }

        void cancel(Reservation reservation) {
            int withheld = random.nextInt(LIMITS.releaseSpread() + 1);
            giveBack(reservation);
            holds.releaseAfter(Duration.ofSeconds(withheld), reservation);
            withheldUntil.put(reservation, second + withheld);
        }

        void pay(Reservation reservation) {
            held.forEach((seat, by) -> {
                if (by.equals(reservation)) {
                    sold.add(seat);
                }
            });
            giveBack(reservation);
            holds.confirm(List.of(reservation));
        }

        boolean isHeld(Reservation reservation) {
            return held.containsValue(reservation);
        }

        long admitted() {
            return Long.parseLong(Optional.ofNullable(redis.hash(String.class).hget(keys.admissions(), "admitted"))
                    .orElse("0"));
        }
    }

    private final House sale = new House();

    /** A visitor who enters, again whenever the turn has ended, and acts by kind once inside. */
    private abstract class Visitor implements Actor {
        private final UserId user = anyUserId();
        private QueueTicket ticket;
        private long turnBegan;
        private boolean inside;

        @Override
        public void act() {
            try {
                Turn turn = ticket == null ? enter(user) : poll(ticket);
                ticket = turn.ticket();
                if (turn.isActive()) {
                    turnBegan = inside ? turnBegan : sale.second;
                    inside = true;
                    actInside(ticket, sale.second - turnBegan);
                }
            } catch (QueueTokenEndedException e) {
                ticket = null;
                inside = false;
            }
        }

        abstract void actInside(QueueTicket ticket, long seconds);

        long letInAt() {
            return turnBegan;
        }

        void startAnew() {
            queue.leave(ticket);
            ticket = null;
            inside = false;
        }
    }

    private final class Buyer extends Visitor {
        private static final int SECONDS_TO_PAY = 20;
        /** A buyer has a seat at the first look, or at the third where two others were faster. */
        private static final int LONGEST_VISIT = SECONDS_TO_PAY + 6;

        private Reservation reservation;
        private long reservedAt;
        private boolean bought;

        @Override
        public void act() {
            if (!bought) {
                super.act();
            }
        }

        @Override
        void actInside(QueueTicket ticket, long seconds) {
            List<Integer> available = sale.available();
            boolean looks = seconds % 2 == 0; // programs look every second
            if (reservation == null && looks && !available.isEmpty()) {
                reservation = sale.tryToHold(ticket, available.get(random.nextInt(available.size())))
                        .orElse(null);
                reservedAt = sale.second;
            } else if (reservation != null && sale.second >= reservedAt + SECONDS_TO_PAY) {
                sale.pay(reservation);
                bought = true;
            }
        }

        boolean hasSeat() {
            return reservation != null;
        }

        boolean hasBought() {
            return bought;
        }
    }

    /**
     * A hoarder who cancels in time, begins another turn, and asks for the same seats until they come back, or for
     * others.
     */
    private final class Hoarder extends Visitor {
        private Reservation reservation;
        private long reservedAt;
        private int[] wanted = {};

        @Override
        void actInside(QueueTicket ticket, long seconds) {
            if (reservation != null && sale.isHeld(reservation)) {
                if (sale.second == reservedAt + HOLD.toSeconds() - 15) {
                    sale.cancel(reservation);
                    startAnew();
                }
                return;
            }
            List<Integer> available = sale.available();
            if (wanted.length == 0
                    || !available.containsAll(IntStream.of(wanted).boxed().toList())) {
                wanted = available.stream()
                        .limit(SEATS_PER_USER)
                        .mapToInt(Integer::intValue)
                        .toArray();
            }
            reservation =
                    wanted.length == 0 ? null : sale.tryToHold(ticket, wanted).orElse(null);
            reservedAt = sale.second;
        }
    }

    /** A hoarder who always holds a seat: takes another one shortly before the time of the last is over. */
    private final class Pinner extends Visitor {
        private Reservation reservation;
        private long reservedAt;

        @Override
        void actInside(QueueTicket ticket, long seconds) {
            if (reservation != null && sale.isHeld(reservation)) {
                if (sale.second < reservedAt + HOLD.toSeconds() - 15) {
                    return;
                }
                sale.cancel(reservation);
            }
            List<Integer> available = sale.available();
            int any = available.get(random.nextInt(available.size()));
            reservation = sale.tryToHold(ticket, any).orElse(null);
            reservedAt = sale.second;
        }
    }

    private final class Ghost extends Visitor {
        private final long place = ++ghosts;

        private boolean done;

        boolean mayClaim(long admitted) {
            return !done && place <= admitted;
        }

        @Override
        void actInside(QueueTicket ticket, long seconds) {
            done = true;
        }
    }

    private long ghosts;

    private void holdAndCancel(UserId user) {
        Reservation held = hold(enter(user).ticket(), 0);
        holds.releaseAfter(Duration.ZERO, held);
    }

    private Turn enter(UserId user) {
        return joined(() -> queue.enter(concert, user, terms, Optional.empty())
                .toCompletableFuture()
                .join());
    }

    private Turn poll(QueueTicket ticket) {
        return joined(() -> queue.claim(ticket, terms).toCompletableFuture().join());
    }

    private static <T> T joined(Supplier<T> call) {
        try {
            return call.get();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DomainException refusal ? refusal : e;
        }
    }

    /** The tolerance is for the clock of the machine, which goes on meanwhile. */
    private static void assertAbout(Instant actual, Instant expected) {
        assertThat(actual).isCloseTo(expected, within(2, ChronoUnit.SECONDS));
    }

    private Instant ends(Turn turn) {
        return poll(turn.ticket()).expiresAt();
    }

    private void lock(QueueTicket ticket, Reservation wanted) {
        var holdTerms = new SeatHolds.Terms(HOLD, SEATS_PER_USER, unpaidHolds, TURN);
        assertThat(holds.hold(ticket, wanted.id(), wanted.seatIds(), holdTerms)).isEqualTo(wanted.id());
    }

    /** A hold that is locked and kept, as when it is committed. */
    private Reservation hold(QueueTicket ticket, int... numbers) {
        Reservation wanted = reservation(ticket, numbers);
        lock(ticket, wanted);
        fixture.keep(wanted);
        return wanted;
    }

    private Reservation reservation(QueueTicket ticket, int... numbers) {
        return SeatFixture.reservation(ticket, concert, clock.instant(), seats, numbers);
    }

    private String lock(int seat) {
        return keys.seat(seats.get(seat).value());
    }
}
