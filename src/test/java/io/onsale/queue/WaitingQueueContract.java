package io.onsale.queue;

import static io.onsale.queue.QueueFixture.ACTIVE_SECONDS;
import static io.onsale.queue.QueueFixture.CLAIM_SECONDS;
import static io.onsale.queue.QueueFixture.aPolicy;
import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openUntil;
import static io.onsale.queue.QueueFixture.openWith;
import static io.onsale.queue.QueueFixture.openWithPace;
import static io.onsale.queue.QueueFixture.openingAt;
import static io.onsale.queue.QueueFixture.paused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.kernel.DomainException;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of {@code WaitingQueue}, for the fake and the adapter. The effects of a loss of the queue are in
 * QueueScriptsTest.
 */
public abstract class WaitingQueueContract {
    private final ConcertId concert = anyConcertId();

    protected abstract WaitingQueue queue();

    protected abstract SettableClock clock();

    // enter

    @Test
    void givenRoom_enter_isInAtOnce_forATurn() {
        UserId user = anyUserId();
        Instant now = clock().instant();
        Turn turn = enter(user, openWith(1));
        assertThat(turn.isActive()).isTrue();
        assertThat(turn.position()).isZero();
        assertThat(turn.ticket().user()).isEqualTo(user);
        assertThat(turn.ticket().concert()).isEqualTo(concert);
        assertAbout(turn.enteredAt(), now);
        assertAbout(turn.expiresAt(), now.plusSeconds(ACTIVE_SECONDS));
    }

    @Test
    void givenNoRoom_enter_waitsBehindAllOthers() {
        // Given
        enter(openWith(1));
        // When
        Turn first = enter(openWith(1));
        Turn second = enter(openWith(1));
        Turn third = enter(openWith(1));
        // Then
        assertThat(List.of(first, second, third))
                .noneMatch(Turn::isActive)
                .extracting(Turn::position)
                .containsExactly(1L, 2L, 3L);
        assertThat(List.of(first, second, third))
                .extracting(turn -> turn.ticket().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void givenRoomButSomebodyWaits_enter_waitsBehindThem() {
        enter(paused());
        assertThat(enter(openWith(5)).position()).isEqualTo(2);
    }

    @Test
    void givenRoomInAnotherConcert_enter_doesNotCountIt() {
        enter(openWith(1));
        Turn other = join(queue().enter(anyConcertId(), anyUserId(), openWith(1), Optional.empty()));
        assertThat(other.isActive()).isTrue();
    }

    @Test
    void givenPause_enter_waits() {
        assertThat(enter(paused()).position()).isEqualTo(1);
    }

    @Test
    void givenConcertNotOnSaleYet_enter_waits_andIsInFirst() {
        // Given
        QueueTerms terms = openingAt(clock().instant().plusSeconds(60));
        Turn waiting = enter(terms);
        assertThat(waiting.position()).isEqualTo(1);
        admit(terms);
        assertThat(claim(waiting, terms).isActive()).isFalse();
        // When
        clock().advance(Duration.ofSeconds(60));
        admit(terms);
        // Then
        assertThat(claim(waiting, terms).isActive()).isTrue();
    }

    @Test
    void givenUserInside_enterAgain_isTheSameTurn() {
        Turn inside = enter(openWith(1));
        clock().advance(Duration.ofSeconds(3));
        assertThat(enter(inside.ticket().user(), openWith(1))).isEqualTo(inside);
        assertThat(enter(inside.ticket().user(), paused())).isEqualTo(inside);
    }

    @Test
    void givenWaiter_enterAgain_isTheSamePlace() {
        // Given
        enter(openWith(1));
        Turn waiting = enter(openWith(1));
        enter(openWith(1));
        // When
        clock().advance(Duration.ofSeconds(3));
        // Then
        assertThat(enter(waiting.ticket().user(), openWith(1))).isEqualTo(waiting);
    }

    @Test
    void givenTurnThatHasCome_enterAgain_claimsIt() {
        // Given
        Turn waiting = enter(paused());
        admit(openWith(1));
        // When
        Turn turn = enter(waiting.ticket().user(), openWith(1));
        // Then
        assertThat(turn.isActive()).isTrue();
        assertThat(turn.ticket()).isEqualTo(waiting.ticket());
        clock().advance(Duration.ofSeconds(CLAIM_SECONDS));
        assertThat(claim(turn, openWith(1))).isEqualTo(turn);
    }

    @Test
    void givenTurnThatIsOver_enterAgain_isANewOne_behindAllOthers() {
        // Given
        Turn over = enter(openWith(1));
        enter(openWith(1));
        clock().advance(Duration.ofSeconds(ACTIVE_SECONDS));
        // When
        Turn again = enter(over.ticket().user(), openWith(1));
        // Then
        assertThat(again.position()).isEqualTo(2);
        assertThat(again.ticket().sequence()).isGreaterThan(over.ticket().sequence());
    }

    @Test
    void givenSaleThatIsOver_enter_isRejected_butWhoeverIsInStays() {
        // Given
        Instant deadline = clock().instant().plusSeconds(60);
        Turn inside = enter(openUntil(deadline, 1));
        Turn waiting = enter(openUntil(deadline, 1));
        // When
        clock().advance(Duration.ofSeconds(60));
        // Then
        assertRejected(SaleOverException.class, anyUserId(), openUntil(deadline, 1), Optional.empty());
        assertThat(enter(inside.ticket().user(), openUntil(deadline, 1))).isEqualTo(inside);
        assertThat(enter(waiting.ticket().user(), openUntil(deadline, 1))).isEqualTo(waiting);
    }

    @Test
    void givenEntryThatIsNotOpenYet_enter_isRejected_untilItOpens() {
        // Given
        Turn waiting = enter(paused());
        Instant opensAt = clock().instant().plusSeconds(60);
        // When
        QueueTerms terms = openingEntryAt(opensAt);
        // Then
        assertThatThrownBy(() -> enter(terms))
                .cause()
                .isInstanceOfSatisfying(EntryNotOpenException.class, refusal -> assertThat(refusal.members())
                        .containsEntry("opensAt", opensAt));
        assertThat(enter(waiting.ticket().user(), terms)).isEqualTo(waiting);
        clock().advance(Duration.ofSeconds(60));
        assertThat(enter(terms).position()).isEqualTo(2);
    }

    // enter by a proof of work

    @Test
    void givenProof_anotherEntersByTheSame_isRejected() {
        Optional<AcceptedProof> proof = aProof();
        enter(anyUserId(), openWith(9), proof);
        assertRejected(ProofOfWorkUsedException.class, anyUserId(), openWith(9), proof);
        enter(anyUserId(), openWith(9), aProof());
        assertThat(queue().figures(concert, paused()).active()).isEqualTo(2);
    }

    @Test
    void givenProof_whoEnteredByItEntersAgain_isTheSameTurn() {
        Optional<AcceptedProof> proof = aProof();
        Turn inside = enter(anyUserId(), openWith(1), proof);
        assertThat(enter(inside.ticket().user(), openWith(1), proof)).isEqualTo(inside);
    }

    @Test
    void givenWaiterOrUserInside_enterAgainByAnotherProof_doesNotUseItUp() {
        // Given
        Turn inside = enter(openWith(1));
        Turn waiting = enter(openWith(1));
        Optional<AcceptedProof> proof = aProof();
        // When
        enter(inside.ticket().user(), openWith(1), proof);
        enter(waiting.ticket().user(), openWith(1), proof);
        // Then
        assertThat(enter(anyUserId(), openWith(1), proof).position()).isEqualTo(2);
    }

    @Test
    void givenNoEntry_enterByAProof_doesNotUseItUp() {
        Optional<AcceptedProof> proof = aProof();
        Instant now = clock().instant();
        assertRejected(SaleOverException.class, anyUserId(), openUntil(now.minusSeconds(60), 1), proof);
        assertRejected(EntryNotOpenException.class, anyUserId(), openingEntryAt(now.plusSeconds(60)), proof);
        assertThat(enter(anyUserId(), openWith(1), proof).isActive()).isTrue();
    }

    // admit

    @Test
    void givenFreeSlots_admit_givesThemToThoseWhoWaitLongest() {
        // Given
        List<Turn> waiting = entered(5, paused());
        // When
        admit(openWith(2));
        // Then
        assertThat(claimed(waiting, openWith(2))).containsExactly(true, true, false, false, false);
        assertThat(claim(waiting.get(2), openWith(2)).position()).isEqualTo(1);
        assertThat(claim(waiting.get(4), openWith(2)).position()).isEqualTo(3);
    }

    @Test
    void givenNoFreeSlot_admit_letsNobodyIn_whetherOrNotTheSlotsAreClaimed() {
        // Given
        List<Turn> waiting = entered(5, paused());
        admit(openWith(2));
        claim(waiting.get(0), openWith(2));
        // When
        admit(openWith(2));
        enter(openWith(2));
        // Then
        assertFigures(4, 2);
    }

    @Test
    void givenFewerSlotsThanUsersInside_admit_throwsNobodyOut_andLetsNobodyIn() {
        // Given
        List<Turn> inside = entered(3, openWith(3));
        enter(openWith(3));
        // When
        admit(openWith(1));
        // Then
        assertThat(inside)
                .allSatisfy(turn -> assertThat(claim(turn, openWith(1))).isEqualTo(turn));
        queue().leave(inside.get(0).ticket());
        queue().leave(inside.get(1).ticket());
        admit(openWith(1));
        assertFigures(1, 1);
    }

    @Test
    void givenPause_admit_letsNobodyIn_andThoseInsideStay() {
        Turn inside = enter(openWith(9));
        enter(paused());
        admit(paused());
        assertFigures(1, 1);
        assertThat(claim(inside, paused())).isEqualTo(inside);
    }

    @Test
    void givenPace_admit_letsInNoMoreThanItASecond() {
        // Given
        entered(9, paused());
        // When
        admit(openWithPace(9, 2));
        // Then
        assertFigures(7, 2);
        clock().advance(Duration.ofSeconds(1));
        admit(openWithPace(9, 2));
        assertFigures(5, 4);
        clock().advance(Duration.ofMinutes(1)); // the pace does not accumulate, and the first have lost their slots
        admit(openWithPace(9, 2));
        assertFigures(3, 2);
    }

    @Test
    void givenPace_enter_keepsToIt() {
        entered(2, openWithPace(9, 2));
        assertFigures(0, 2);
        assertThat(enter(openWithPace(9, 1)).isActive()).isFalse();
    }

    // claim

    @Test
    void givenWaiter_claim_tellsTheirPlace_andLeavesIt() {
        Turn first = enter(paused());
        Turn second = enter(paused());
        assertThat(claim(second, openWith(9))).isEqualTo(second);
        assertThat(claim(first, openWith(9))).isEqualTo(first);
    }

    @Test
    void givenTurnThatHasCome_claim_beginsIt() {
        // Given
        Turn waiting = enter(paused());
        admit(openWith(1));
        Instant admitted = clock().instant();
        clock().advance(Duration.ofSeconds(CLAIM_SECONDS - 5));
        // When
        Turn turn = claim(waiting, openWith(1));
        // Then
        assertThat(turn.isActive()).isTrue();
        assertThat(turn.ticket()).isEqualTo(waiting.ticket());
        assertAbout(turn.enteredAt(), admitted);
        assertAbout(turn.expiresAt(), clock().instant().plusSeconds(ACTIVE_SECONDS));
    }

    @Test
    void givenTurn_claimAgain_doesNotProlongIt() {
        // Given
        Turn waiting = enter(paused());
        admit(openWith(1));
        Turn turn = claim(waiting, openWith(1));
        // When
        clock().advance(Duration.ofSeconds(ACTIVE_SECONDS - 5));
        // Then
        assertThat(claim(waiting, openWith(1))).isEqualTo(turn);
        clock().advance(Duration.ofSeconds(5));
        assertEnded(waiting);
    }

    @Test
    void givenTurnThatNobodyComesFor_claim_isTooLate_andTheNextHasIt() {
        // Given
        Turn absent = enter(paused());
        Turn next = enter(paused());
        admit(openWith(1));
        // When
        clock().advance(Duration.ofSeconds(CLAIM_SECONDS));
        admit(openWith(1));
        // Then
        assertEnded(absent);
        assertThat(claim(next, openWith(1)).isActive()).isTrue();
    }

    @Test
    void givenNoHoldWithinItsTime_claim_findsTheTurnOver() {
        QueueTerms terms = openWithFirstHoldIn(30);
        Turn turn = enter(terms);
        assertAbout(turn.expiresAt(), clock().instant().plusSeconds(30));
        clock().advance(Duration.ofSeconds(30));
        assertEnded(turn);
    }

    @Test
    void givenClaimWindowThatIsLonger_claim_doesNotShortenTheTurn() {
        QueueTerms terms = openWithFirstHoldIn(5);
        Turn waiting = enter(paused());
        admit(terms);
        assertAbout(claim(waiting, terms).expiresAt(), clock().instant().plusSeconds(CLAIM_SECONDS));
    }

    @Test
    void givenNewTurn_claimWithTheTicketOfTheOld_isRejected_andLeavesTheNew() {
        // Given
        Turn old = enter(openWith(1));
        queue().leave(old.ticket());
        // When
        Turn inside = enter(old.ticket().user(), openWith(1));
        // Then
        assertThat(inside.ticket()).isNotEqualTo(old.ticket());
        assertEnded(old);
        assertThat(claim(inside, openWith(1))).isEqualTo(inside);
    }

    // leave

    @Test
    void givenWaiter_leave_movesUpThoseBehind() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        Turn third = enter(paused());
        // When
        boolean left = queue().leave(second.ticket());
        // Then
        assertThat(left).isTrue();
        assertEnded(second);
        assertThat(claim(first, paused()).position()).isEqualTo(1);
        assertThat(claim(third, paused()).position()).isEqualTo(2);
    }

    @Test
    void givenUserInside_leave_freesTheSlotForTheNext() {
        // Given
        Turn inside = enter(openWith(1));
        Turn next = enter(openWith(1));
        // When
        boolean left = queue().leave(inside.ticket());
        // Then
        assertThat(left).isTrue();
        assertEnded(inside);
        admit(openWith(1));
        assertThat(claim(next, openWith(1)).isActive()).isTrue();
    }

    @Test
    void givenLeft_leaveAgain_isTold() {
        Turn inside = enter(openWith(1));
        Turn waiting = enter(openWith(1));
        assertThat(queue().leave(inside.ticket())).isTrue();
        assertThat(queue().leave(waiting.ticket())).isTrue();
        assertThat(queue().leave(inside.ticket())).isFalse();
        assertThat(queue().leave(waiting.ticket())).isFalse();
    }

    @Test
    void givenTurnThatIsOver_leave_isTold() {
        Turn over = enter(openWith(1));
        clock().advance(Duration.ofSeconds(ACTIVE_SECONDS));
        assertThat(queue().leave(over.ticket())).isFalse();
    }

    @Test
    void givenNewPlace_leaveWithTheTicketOfTheOld_leavesIt() {
        // Given
        Turn old = enter(paused());
        queue().leave(old.ticket());
        Turn place = enter(old.ticket().user(), paused());
        // When
        boolean left = queue().leave(old.ticket());
        // Then
        assertThat(left).isFalse();
        assertThat(claim(place, paused())).isEqualTo(place);
    }

    @Test
    void givenNewTurn_leaveWithTheTicketOfTheOld_leavesIt() {
        Turn old = enter(openWith(1));
        queue().leave(old.ticket());
        Turn turn = enter(old.ticket().user(), openWith(1));
        assertThat(queue().leave(old.ticket())).isFalse();
        assertThat(claim(turn, openWith(1))).isEqualTo(turn);
    }

    @Test
    void givenLeft_enterAgain_isBehindAllOthers() {
        Turn left = enter(paused());
        enter(paused());
        queue().leave(left.ticket());
        Turn again = enter(left.ticket().user(), paused());
        assertThat(again.position()).isEqualTo(2);
        assertThat(again.ticket().sequence()).isGreaterThan(left.ticket().sequence());
    }

    // recall

    @Test
    void givenNoLook_recall_cannotTell() {
        assertThat(queue().recall(enter(paused()).ticket())).isEmpty();
    }

    @Test
    void givenLook_recall_tellsThePlacesOfThoseWhoWaited() {
        // Given
        List<Turn> waiting = entered(4, paused());
        queue().leave(waiting.get(1).ticket());
        // When
        admit(openWith(1));
        // Then
        assertThat(recalled(waiting.get(0))).isEmpty(); // this one is admitted: only a claim can tell
        assertThat(recalled(waiting.get(2)))
                .contains(Turn.waiting(waiting.get(2).ticket(), 1));
        assertThat(recalled(waiting.get(3)))
                .contains(Turn.waiting(waiting.get(3).ticket(), 2));
    }

    @Test
    void givenEntryAfterTheLook_recall_cannotTell() {
        admit(paused());
        assertThat(recalled(enter(paused()))).isEmpty();
    }

    @Test
    void givenWaiterWhoHasLeft_recall_isRejected() {
        Turn waiting = enter(paused());
        admit(paused());
        queue().leave(waiting.ticket());
        assertThatThrownBy(() -> recalled(waiting)).isInstanceOf(QueueTokenEndedException.class);
    }

    // All of it together

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void givenManyWhoEnterLeaveAndAreAdmitted_noPositionGrows_andNobodyOvertakes(long seed) {
        // Given
        var random = new Random(seed);
        var told = new HashMap<QueueTicket, Long>();
        var waiting = new ArrayList<Turn>(entered(60, paused()));
        int most = 5;
        for (int round = 0; round < 40; round++) {
            // When
            for (int i = random.nextInt(4); i > 0; i--) {
                waiting.add(enter(paused()));
            }
            for (int i = random.nextInt(4); i > 0 && !waiting.isEmpty(); i--) {
                queue().leave(waiting.remove(random.nextInt(waiting.size())).ticket());
            }
            if (random.nextInt(3) == 0) {
                clock().advance(Duration.ofSeconds(CLAIM_SECONDS));
            }
            if (random.nextInt(5) == 0) {
                clock().advance(Duration.ofSeconds(ACTIVE_SECONDS));
            }
            QueueTerms terms = openWith(1 + random.nextInt(most));
            admit(terms);
            // Then
            assertThat(queue().figures(concert, paused()).active()).isBetween(0L, (long) most);
            long ahead = 0;
            for (Turn turn : List.copyOf(waiting)) {
                Optional<Turn> now = asked(turn.ticket(), terms);
                if (now.isPresent() && !now.get().isActive()) {
                    assertThat(now.get().position()).isEqualTo(++ahead);
                    assertThat(now.get().position())
                            .isLessThanOrEqualTo(told.getOrDefault(turn.ticket(), Long.MAX_VALUE));
                    told.put(turn.ticket(), now.get().position());
                } else {
                    assertThat(ahead).as("still waiting before one who is in").isZero();
                    waiting.remove(turn);
                }
            }
        }
        assertThat(told).hasSizeGreaterThan(60);
    }

    /** Polls as a client does; empty for a ticket that has ended. */
    private Optional<Turn> asked(QueueTicket ticket, QueueTerms terms) {
        try {
            return Optional.of(queue().recall(ticket).orElseGet(() -> join(queue().claim(ticket, terms))));
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(QueueTokenEndedException.class);
            return Optional.empty();
        }
    }

    // figures

    @Test
    void givenTurnsThatAreOver_figures_doNotCountThem() {
        entered(2, openWith(2));
        enter(openWith(2));
        clock().advance(Duration.ofSeconds(ACTIVE_SECONDS));
        assertFigures(1, 0);
    }

    @Test
    void givenAdmissions_admittedPerSecond_isTheirRate_andEmptyBeforeAndLongAfter() {
        // Given
        entered(20, paused());
        admit(paused());
        assertThat(queue().admittedPerSecond(concert)).isEmpty();
        // When
        for (int second = 1; second <= 5; second++) {
            clock().advance(Duration.ofSeconds(1));
            admit(openWith(2 * second));
        }
        // Then
        assertThat(queue().admittedPerSecond(concert).orElseThrow()).isBetween(1.5, 2.1);
        assertThat(queue().figures(concert, paused()).admittedPerSecond()).isBetween(1.5, 2.1);
        clock().advance(Duration.ofSeconds(40));
        admit(paused());
        admit(paused());
        assertThat(queue().admittedPerSecond(concert)).isEmpty();
    }

    // waitedIn, isLookDue

    @Test
    void givenQueueThatSomebodyWaitsIn_waitedIn_tellsIt() {
        enter(paused());
        ConcertId nobodys = anyConcertId();
        queue().admit(nobodys, paused());
        assertThat(queue().waitedIn()).contains(concert).doesNotContain(nobodys);
        assertThat(queue().isLookDue(concert)).isTrue();
        assertThat(queue().isLookDue(nobodys)).isFalse();
    }

    @Test
    void givenHolderOfASlotAlone_nobodyHasToLook() {
        enter(openWith(1));
        admit(openWith(1));
        assertThat(queue().waitedIn()).doesNotContain(concert);
        assertThat(queue().isLookDue(concert)).isFalse();
    }

    @Test
    void givenLastWaiterLetIn_nobodyHasToLook() {
        enter(paused());
        admit(openWith(1));
        assertThat(queue().waitedIn()).doesNotContain(concert);
        assertThat(queue().isLookDue(concert)).isFalse();
    }

    private static QueueTerms openingEntryAt(Instant opensAt) {
        QueuePolicy policy = aPolicy(1);
        return new QueueTerms(
                new QueuePolicy(
                        1,
                        OptionalInt.empty(),
                        CLAIM_SECONDS,
                        ACTIVE_SECONDS,
                        false,
                        0,
                        policy.holdLimits(),
                        Optional.of(opensAt)),
                Instant.EPOCH,
                Sale.TO_COME);
    }

    private static QueueTerms openWithFirstHoldIn(int seconds) {
        return new QueueTerms(
                new QueuePolicy(
                        1,
                        OptionalInt.empty(),
                        CLAIM_SECONDS,
                        ACTIVE_SECONDS,
                        false,
                        0,
                        new HoldLimits(seconds, 0, 0),
                        Optional.empty()),
                Instant.EPOCH,
                Sale.TO_COME);
    }

    private static Optional<AcceptedProof> aProof() {
        return Optional.of(new AcceptedProof(UUID.randomUUID(), Duration.ofMinutes(5)));
    }

    private Turn enter(QueueTerms terms) {
        return enter(anyUserId(), terms);
    }

    private Turn enter(UserId userId, QueueTerms terms) {
        return enter(userId, terms, Optional.empty());
    }

    private Turn enter(UserId userId, QueueTerms terms, Optional<AcceptedProof> proof) {
        return join(queue().enter(concert, userId, terms, proof));
    }

    /** The turns of this many users who enter one after the other. */
    private List<Turn> entered(int users, QueueTerms terms) {
        return IntStream.range(0, users).mapToObj(i -> enter(terms)).toList();
    }

    private void admit(QueueTerms terms) {
        join(queue().admit(concert, terms));
    }

    private Turn claim(Turn turn, QueueTerms terms) {
        return join(queue().claim(turn.ticket(), terms));
    }

    private List<Boolean> claimed(List<Turn> turns, QueueTerms terms) {
        return turns.stream().map(turn -> claim(turn, terms).isActive()).toList();
    }

    private Optional<Turn> recalled(Turn turn) {
        return queue().recall(turn.ticket());
    }

    private void assertRejected(
            Class<? extends DomainException> refusal, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof) {
        assertThatThrownBy(() -> enter(userId, terms, proof)).hasCauseInstanceOf(refusal);
    }

    private void assertEnded(Turn turn) {
        assertThatThrownBy(() -> claim(turn, paused())).hasCauseInstanceOf(QueueTokenEndedException.class);
    }

    private void assertFigures(long waiting, long active) {
        var figures = queue().figures(concert, paused());
        assertThat(figures.waiting()).isEqualTo(waiting);
        assertThat(figures.active()).isEqualTo(active);
    }

    /** The tolerance is for the clock of the queue, which goes on. */
    private static void assertAbout(Instant actual, Instant expected) {
        assertThat(actual).isCloseTo(expected, within(3, ChronoUnit.SECONDS));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
