package io.onsale.queue.adapter.out.redis;

import static io.onsale.queue.QueueFixture.ACTIVE_SECONDS;
import static io.onsale.queue.QueueFixture.CLAIM_SECONDS;
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

import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.adapter.out.redis.LeaveQueueScript.Outcome;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueLook;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueSnapshot;
import io.onsale.queue.domain.QueueStatus;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.user.domain.UserId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of each queue script by itself, on a real Redis that does not know it yet. */
@QuarkusTest
class QueueScriptsTest {
    private static final UUID INSTANCE = UUID.randomUUID();
    private static final UUID OTHER_INSTANCE = UUID.randomUUID();

    @Inject
    EnterQueueScript enterQueue;

    @Inject
    ClaimTurnScript claimTurn;

    @Inject
    LeaveQueueScript leaveQueue;

    @Inject
    AdmitWaitingScript admitWaiting;

    @Inject
    ShareQueuesScript shareQueues;

    @Inject
    RedisDataSource redis;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

    private final ConcertId concert = anyConcertId();
    private final ConcertKeys keys = new ConcertKeys(concert.value());

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

    @Test
    void givenRoom_whenEntering_thenActiveAtOnce() {
        // When
        Turn turn = enter(openWith(1));
        // Then
        assertThat(turn.status()).isEqualTo(QueueStatus.ACTIVE);
        assertThat(turn.position()).isZero();
        assertThat(turn.enteredAt()).isCloseTo(clock.instant(), within(1, ChronoUnit.SECONDS));
        assertThat(turn.expiresAt()).isEqualTo(turn.enteredAt().plusSeconds(ACTIVE_SECONDS));
        assertThat(turn.ticket().issuedAt()).isEqualTo(turn.enteredAt());
        assertTtl(keys.sequence(), keys.issued(), keys.active(), keys.slots(), keys.admissions());
    }

    @Test
    void givenActiveUser_whenEnteringAgain_thenSameSlotAndTicket() {
        // Given
        Turn first = enter(openWith(1));
        clock.advance(Duration.ofSeconds(5));
        // When
        Turn again = enter(first.ticket().user(), openWith(1), 0);
        // Then
        assertThat(again).isEqualTo(first);
        assertThat(size(keys.active())).isEqualTo(1);
    }

    @Test
    void givenNoRoom_whenEntering_thenQueuedInOrder() {
        // Given
        enter(openWith(1));
        // When
        Turn second = enter(openWith(1));
        Turn third = enter(openWith(1));
        // Then
        assertThat(second.status()).isEqualTo(QueueStatus.WAITING);
        assertThat(second.position()).isEqualTo(1);
        assertThat(third.position()).isEqualTo(2);
        assertThat(third.ticket().sequence()).isEqualTo(second.ticket().sequence() + 1);
        assertTtl(keys.waiting(), keys.sequence(), keys.issued());
    }

    @Test
    void givenWaitingUser_whenEnteringAgainMuchLater_thenSameTicketAndPlace() {
        // Given
        enter(openWith(1));
        Turn first = enter(openWith(1));
        clock.advance(Duration.ofSeconds(90));
        enter(paused());
        // When
        Turn again = enter(first.ticket().user(), openWith(1), 0);
        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void givenLastDeadlineHasPassed_whenEntering_thenRefusedAndNothingChangesButWhoIsInKeepsThePlace() {
        // Given
        QueueTerms terms = openUntil(clock.instant().plusSeconds(10), 1);
        Turn inside = enter(terms);
        Turn waiting = enter(terms);
        String lastNumber = redis.value(String.class).get(keys.sequence());
        // When
        clock.advance(Duration.ofSeconds(10));
        // Then
        UserId newcomer = anyUserId();
        assertThatThrownBy(() -> enter(newcomer, terms, 0)).hasCauseInstanceOf(SaleOverException.class);
        assertThat(redis.value(String.class).get(keys.sequence())).isEqualTo(lastNumber);
        assertThat(size(keys.waiting()) + size(keys.active())).isEqualTo(2);
        assertThat(enter(inside.ticket().user(), terms, 0)).isEqualTo(inside);
        assertThat(enter(waiting.ticket().user(), terms, 0)).isEqualTo(waiting);
        QueueTerms anotherDate = openUntil(clock.instant().plusSeconds(10), 1);
        assertThat(enter(newcomer, anotherDate, 0).position()).isEqualTo(2);
    }

    @Test
    void givenManySeconds_whenEntering_thenEachTicketKeepsItsTimeOfIssue() {
        List<Turn> turns = IntStream.range(0, 10)
                .mapToObj(i -> {
                    clock.advance(Duration.ofMillis(700));
                    return enter(paused());
                })
                .toList();
        for (Turn turn : turns) {
            // When
            Turn again = enter(turn.ticket().user(), paused(), 0);
            // Then
            assertThat(again.ticket()).isEqualTo(turn.ticket());
        }
        assertThat(size(keys.issued())).isBetween(4L, 7L);
    }

    @Test
    void givenSomebodyWaits_whenEnteringWithRoom_thenQueuedBehind() {
        // Given
        enter(paused());
        // When
        Turn turn = enter(openWith(50));
        // Then
        assertThat(turn.position()).isEqualTo(2);
    }

    @Test
    void givenPausedOrNotOpen_whenEntering_thenWaiting() {
        assertThat(enter(paused()).status()).isEqualTo(QueueStatus.WAITING);
        assertThat(entry(anyConcertId(), anyUserId(), openingAt(clock.instant().plusSeconds(5)), 0, Optional.empty())
                        .join()
                        .status())
                .isEqualTo(QueueStatus.WAITING);
    }

    @Test
    void givenPaceUsedUp_whenEntering_thenWaitingThoughThereIsRoom() {
        // Given
        QueueTerms terms = openWithPace(50, 2);
        List<QueueStatus> before =
                IntStream.range(0, 2).mapToObj(i -> enter(terms).status()).toList();
        // When
        Turn third = enter(terms);
        // Then
        assertThat(before).containsOnly(QueueStatus.ACTIVE);
        assertThat(third.status()).isEqualTo(QueueStatus.WAITING);
    }

    @Test
    void givenSlotIsOver_whenAnotherEnters_thenItIsReused() {
        // Given
        enter(openWith(1));
        clock.advance(Duration.ofSeconds(ACTIVE_SECONDS));
        // When
        Turn turn = enter(openWith(1));
        // Then
        assertThat(turn.status()).isEqualTo(QueueStatus.ACTIVE);
        assertThat(size(keys.active())).isEqualTo(1);
        assertThat(redis.hash(String.class).hlen(keys.slots())).isEqualTo(1);
    }

    @Test
    void givenOneSlot_whenTwoEnterAtOnce_thenOneIsInAndOneWaits() throws Exception {
        // When
        List<Turn> turns = Race.between(List.of(() -> enter(openWith(1)), () -> enter(openWith(1))));
        // Then
        assertThat(turns).extracting(Turn::status).containsExactlyInAnyOrder(QueueStatus.ACTIVE, QueueStatus.WAITING);
        assertThat(size(keys.active())).isEqualTo(1);
        assertThat(size(keys.waiting())).isEqualTo(1);
    }

    @Test
    void givenSameUser_whenEnteringTwiceAtOnce_thenOnePlace() throws Exception {
        // Given
        var user = anyUserId();
        // When
        List<Turn> turns = Race.between(List.of(() -> enter(user, paused(), 0), () -> enter(user, paused(), 0)));
        // Then
        assertThat(turns.get(0)).isEqualTo(turns.get(1));
        assertThat(size(keys.waiting())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void givenProof_whenEntering_thenUsedForAsLongAsItIsGood(int room) {
        // Given
        AcceptedProof proof = aProof();
        // When
        Turn turn = enterBy(proof, anyUserId(), room);
        // Then
        assertThat(turn.isActive()).isEqualTo(room == 1);
        long seconds = redis.key().ttl(keys.proof(proof.nonce()));
        assertThat(seconds)
                .isBetween(proof.goodFor().toSeconds(), proof.goodFor().toSeconds() + 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void givenUserIsInByAProof_whenEnteringAgainByItOrAnother_thenSameTurnAndTheOtherIsNotUsed(int room) {
        // Given
        AcceptedProof proof = aProof();
        AcceptedProof other = aProof();
        Turn first = enterBy(proof, anyUserId(), room);
        // When
        Turn again = enterBy(proof, first.ticket().user(), room);
        // Then
        assertThat(again).isEqualTo(first);
        assertThat(enterBy(other, first.ticket().user(), room)).isEqualTo(first);
        assertThat(redis.key().exists(keys.proof(other.nonce()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void givenUserHasLeft_whenEnteringAgainByTheSameProof_thenRefusedAndByAnotherQueued(int room) {
        // Given
        AcceptedProof proof = aProof();
        Turn first = enterBy(proof, anyUserId(), room);
        UserId user = first.ticket().user();
        leaveQueue.run(first.ticket());
        String lastNumber = redis.value(String.class).get(keys.sequence());
        // When
        assertUsed(() -> enterBy(proof, user, room));
        // Then nothing has happened
        assertThat(redis.value(String.class).get(keys.sequence())).isEqualTo(lastNumber);
        assertThat(size(keys.waiting()) + size(keys.active())).isZero();
        assertThat(enterBy(aProof(), user, room).ticket().sequence())
                .isGreaterThan(first.ticket().sequence());
    }

    @Test
    void givenSlotIsOver_whenEnteringAgainByTheSameProof_thenRefused() {
        // Given
        AcceptedProof proof = aProof();
        Turn first = enterBy(proof, anyUserId(), 1);
        // When
        clock.advance(Duration.ofSeconds(ACTIVE_SECONDS));
        // Then
        assertUsed(() -> enterBy(proof, first.ticket().user(), 1));
    }

    @Test
    void givenOneProof_whenFiftyUsersEnterByItAtOnce_thenOneIsQueued() throws Exception {
        // Given a proof is bound to one user, which the script does not know: it must not need to
        AcceptedProof proof = aProof();
        // When
        List<Optional<Turn>> turns = Race.between(IntStream.range(0, 50)
                .<Callable<Optional<Turn>>>mapToObj(i -> () -> tryToEnterBy(proof, anyUserId()))
                .toList());
        // Then
        assertThat(turns).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(size(keys.waiting())).isEqualTo(1);
    }

    @Test
    void givenOneProof_whenItsUserEntersFiftyTimesAtOnce_thenOnePlaceWhichAllAreTold() throws Exception {
        // Given
        AcceptedProof proof = aProof();
        UserId user = anyUserId();
        // When
        List<Turn> turns = Race.between(IntStream.range(0, 50)
                .<Callable<Turn>>mapToObj(i -> () -> enterBy(proof, user, 0))
                .toList());
        // Then
        assertThat(turns).containsOnly(turns.get(0));
        assertThat(size(keys.waiting())).isEqualTo(1);
        assertThat(Long.parseLong(redis.value(String.class).get(keys.sequence())))
                .isEqualTo(turns.get(0).ticket().sequence());
    }

    @Test
    void givenNoProofIsAskedFor_whenEntering_thenNoneIsRemembered() {
        // When
        enter(openWith(1));
        // Then
        assertThat(redis.key().keys(keys.proof(UUID.randomUUID()).replaceAll("[0-9a-f-]{36}$", "*")))
                .isEmpty();
    }

    @Test
    void givenAdmittedWaiter_whenClaiming_thenSlotLastsFromNowAndClaimingAgainChangesNothing() {
        // Given
        Turn waiter = enter(paused());
        admit(INSTANCE, openWith(1));
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS - 1));
        // When
        Turn claimed = claim(waiter.ticket()).orElseThrow();
        // Then
        assertThat(claimed.status()).isEqualTo(QueueStatus.ACTIVE);
        assertThat(claimed.enteredAt()).isBefore(clock.instant().minusSeconds(CLAIM_SECONDS - 2));
        assertThat(claimed.expiresAt())
                .isCloseTo(clock.instant().plusSeconds(ACTIVE_SECONDS), within(2, ChronoUnit.SECONDS));
        clock.advance(Duration.ofSeconds(10));
        assertThat(claim(waiter.ticket())).contains(claimed);
        assertTtl(keys.active(), keys.slots());
    }

    @Test
    void givenHoldHasProlongedTheSlot_whenClaiming_thenItIsNotShortened() {
        // Given
        Turn waiter = enter(paused());
        admit(INSTANCE, openWith(1));
        long holdEnds = clock.instant().plusSeconds(3600).toEpochMilli();
        redis.sortedSet(String.class)
                .zadd(keys.active(), holdEnds, waiter.ticket().user().toString());
        // When
        Turn claimed = claim(waiter.ticket()).orElseThrow();
        // Then
        assertThat(claimed.expiresAt().toEpochMilli()).isEqualTo(holdEnds);
    }

    @Test
    void givenWaiter_whenClaiming_thenPosition() {
        // Given
        enter(paused());
        Turn second = enter(paused());
        // When
        Optional<Turn> turn = claim(second.ticket());
        // Then
        assertThat(turn).contains(second);
    }

    @Test
    void givenAbsentWaiter_whenClaimingTooLate_thenEnded() {
        // Given
        Turn waiter = enter(paused());
        admit(INSTANCE, openWith(1));
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS));
        // When
        Optional<Turn> turn = claim(waiter.ticket());
        // Then
        assertThat(turn).isEmpty();
        assertThat(size(keys.active())).isZero();
        assertThat(redis.hash(String.class).hlen(keys.slots())).isZero();
        assertThat(claim(waiter.ticket())).isEmpty();
    }

    @Test
    void givenUserWhoLeftAndCameAgain_whenOldTicketClaims_thenEnded() {
        // Given
        Turn first = enter(paused());
        leaveQueue.run(first.ticket());
        Turn second = enter(first.ticket().user(), openWith(50), 0);
        // When
        Optional<Turn> turn = claim(first.ticket());
        // Then
        assertThat(turn).isEmpty();
        assertThat(claim(second.ticket())).contains(second);
    }

    @Test
    void givenSlot_whenTwoClaimAtOnce_thenBothSeeTheSame() throws Exception {
        // Given
        Turn waiter = enter(paused());
        admit(INSTANCE, openWith(1));
        // When
        List<Optional<Turn>> turns = Race.between(List.of(() -> claim(waiter.ticket()), () -> claim(waiter.ticket())));
        // Then
        assertThat(turns.get(0)).isPresent().isEqualTo(turns.get(1));
    }

    @Test
    void givenEmptiedRedis_whenClaiming_thenBackInOrderOnce() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        redis.key().del(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        Turn newcomer = enter(paused());
        // When
        Turn secondBack = claim(second.ticket()).orElseThrow();
        Turn firstBack = claim(first.ticket()).orElseThrow();
        // Then
        assertThat(secondBack.position()).isEqualTo(1);
        assertThat(firstBack.position()).isEqualTo(1);
        assertThat(claim(second.ticket()).orElseThrow().position()).isEqualTo(2);
        assertThat(claim(newcomer.ticket()).orElseThrow().position()).isEqualTo(3);
        assertThat(enter(first.ticket().user(), paused(), 0).ticket()).isEqualTo(first.ticket());
        assertTtl(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        leaveQueue.run(first.ticket());
        assertThat(claim(first.ticket())).isEmpty();
    }

    @Test
    void givenLastWritesLost_whenTokenBeyondTheCounterClaims_thenBackInOrderAndNoNumberGivenTwice() {
        // Given a replica took over that had not heard of the second entry
        Turn first = enter(paused());
        Turn second = enter(paused());
        redis.value(String.class)
                .set(keys.sequence(), Long.toString(first.ticket().sequence()));
        redis.sortedSet(String.class)
                .zrem(keys.waiting(), second.ticket().user().toString());
        // When
        Turn secondBack = claim(second.ticket()).orElseThrow();
        // Then
        assertThat(secondBack.position()).isEqualTo(2);
        assertThat(enter(paused()).ticket().sequence())
                .isGreaterThan(second.ticket().sequence());
        assertThat(claim(first.ticket()).orElseThrow().position()).isEqualTo(1);
    }

    @Test
    void givenLastWritesLost_whenNewcomerIsFirst_thenBehindThePlacesThatWereGiven() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        Turn third = enter(paused());
        lose(first, second, third);
        // When
        Turn newcomer = enter(anyUserId(), paused(), third.ticket().sequence());
        // Then
        assertThat(newcomer.position()).isEqualTo(4);
        assertThat(claim(third.ticket())).contains(third);
        assertThat(claim(second.ticket())).contains(second);
        assertThat(claim(newcomer.ticket())).contains(newcomer);
        assertThat(enter(third.ticket().user(), paused(), 0)).isEqualTo(third);
        assertTtl(keys.sequence(), keys.waiting(), keys.admissions());
        leaveQueue.run(second.ticket());
        assertThat(claim(second.ticket())).isEmpty();
    }

    @Test
    void givenPlacesAreKept_whenAllCouldHaveComeBack_thenThoseWhoDidNotHaveLeftAndAdmissionGoesOn() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        Turn third = enter(paused());
        lose(first, second, third);
        Turn newcomer = enter(anyUserId(), paused(), third.ticket().sequence());
        leaveQueue.run(second.ticket());
        var kept = admit(INSTANCE, openWith(1));
        // When
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS / 2 + 2));
        var reply = admit(INSTANCE, openWith(1));
        // Then
        assertThat(kept.active()).isZero();
        assertThat(kept.waiting()).isEqualTo(3);
        assertThat(kept.keptFrom()).isEqualTo(second.ticket().sequence());
        assertThat(kept.keptTo()).isEqualTo(third.ticket().sequence());
        assertThat(reply.active()).isEqualTo(1);
        assertThat(reply.waiting()).isEqualTo(1);
        assertThat(reply.leavers())
                .containsExactly(second.ticket().sequence(), third.ticket().sequence());
        assertThat(reply.keptFrom()).isZero();
        assertThat(claim(first.ticket()).orElseThrow().isActive()).isTrue();
        assertThat(claim(third.ticket())).isEmpty();
        assertThat(claim(newcomer.ticket()).orElseThrow().position()).isEqualTo(1);
    }

    @Test
    void givenMoreIsLostThanCanBeKept_whenNewcomerIsFirst_thenAllReturnAsToAnEmptiedRedis() {
        // Given
        Turn first = enter(paused());
        redis.value(String.class)
                .set(keys.sequence(), Long.toString(first.ticket().sequence() + 100_001));
        Turn second = enter(paused());
        lose(first, second);
        // When
        Turn newcomer = enter(anyUserId(), paused(), second.ticket().sequence());
        // Then
        assertThat(newcomer.ticket().sequence()).isGreaterThan(second.ticket().sequence());
        assertThat(claim(second.ticket()).orElseThrow().position()).isEqualTo(2);
        assertThat(claim(first.ticket()).orElseThrow().position()).isEqualTo(1);
        assertThat(claim(newcomer.ticket()).orElseThrow().position()).isEqualTo(3);
    }

    /** Loses users as a replica does that takes over without having heard of those behind the first. */
    private void lose(Turn lastKnown, Turn... lost) {
        redis.value(String.class)
                .set(keys.sequence(), Long.toString(lastKnown.ticket().sequence()));
        for (Turn turn : lost) {
            redis.sortedSet(String.class)
                    .zrem(keys.waiting(), turn.ticket().user().toString());
        }
    }

    @Test
    void givenUserWhoEnteredAnewAfterTheLoss_whenTheirOldTokenClaims_thenTheEarlierPlaceCounts() {
        // Given
        Turn old = enter(paused());
        redis.key().del(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        enter(paused());
        Turn anew = enter(old.ticket().user(), paused(), 0);
        Turn last = enter(paused());
        // When
        Turn back = claim(old.ticket()).orElseThrow();
        // Then
        assertThat(back.position()).isEqualTo(1);
        assertThat(claim(anew.ticket())).isEmpty();
        assertThat(claim(last.ticket()).orElseThrow().position()).isEqualTo(3);
        assertThat(redis.list(Long.class).lrange(keys.left(), 0, -1))
                .containsExactly(anew.ticket().sequence());
    }

    @Test
    void givenTicketOlderThanAnythingIsKept_whenClaiming_thenEnded() {
        // Given
        Turn old = enter(paused());
        redis.key().del(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        clock.advance(Duration.ofDays(31));
        // When
        Optional<Turn> turn = claim(old.ticket());
        // Then
        assertThat(turn).isEmpty();
    }

    @Test
    void givenWaiter_whenLeaving_thenPlaceIsFreeOnce() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        // When
        Outcome outcome = leaveQueue.run(first.ticket());
        // Then
        assertThat(outcome).isEqualTo(Outcome.LEFT_QUEUE);
        assertThat(leaveQueue.run(first.ticket())).isEqualTo(Outcome.HAD_ENDED);
        assertThat(claim(first.ticket())).isEmpty();
        assertThat(claim(second.ticket()).orElseThrow().position()).isEqualTo(1);
        assertTtl(keys.left());
    }

    @Test
    void givenActiveUser_whenLeaving_thenSlotIsFreeOnce() {
        // Given
        Turn turn = enter(openWith(1));
        // When
        Outcome outcome = leaveQueue.run(turn.ticket());
        // Then
        assertThat(outcome).isEqualTo(Outcome.LEFT_SLOT);
        assertThat(leaveQueue.run(turn.ticket())).isEqualTo(Outcome.HAD_ENDED);
        assertThat(enter(openWith(1)).status()).isEqualTo(QueueStatus.ACTIVE);
    }

    @Test
    void givenEmptiedRedis_whenLeaving_thenTheTokenCannotComeBack() {
        // Given
        Turn turn = enter(paused());
        redis.key().del(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        // When
        Outcome outcome = leaveQueue.run(turn.ticket());
        // Then
        assertThat(outcome).isEqualTo(Outcome.LEFT_QUEUE);
        assertThat(claim(turn.ticket())).isEmpty();
        assertTtl(keys.issued());
    }

    @Test
    void givenWaiter_whenLeavingTwiceAtOnce_thenOnceOnly() throws Exception {
        // Given
        Turn turn = enter(paused());
        // When
        List<Outcome> outcomes =
                Race.between(List.of(() -> leaveQueue.run(turn.ticket()), () -> leaveQueue.run(turn.ticket())));
        // Then
        assertThat(outcomes).containsExactlyInAnyOrder(Outcome.LEFT_QUEUE, Outcome.HAD_ENDED);
        assertThat(redis.list(Long.class).llen(keys.left())).isEqualTo(1);
    }

    @Test
    void givenNoQueue_whenAdmitting_thenNothingIsWritten() {
        // When
        var reply = admit(INSTANCE, openWith(1));
        // Then
        assertThat(reply.base()).isZero();
        assertThat(redis.key().keys("onsale:{" + concert + "}:*")).isEmpty();
    }

    @Test
    void givenWaiters_whenAdmitting_thenTheFirstAreInUnclaimedUpToTheCap() {
        // Given
        List<Turn> turns = IntStream.range(0, 5).mapToObj(i -> enter(paused())).toList();
        // When
        var reply = admit(INSTANCE, openWith(2));
        // Then
        assertThat(reply.active()).isEqualTo(2);
        assertThat(reply.waiting()).isEqualTo(3);
        assertThat(reply.admitted()).isEqualTo(2);
        assertThat(reply.head()).isEqualTo(turns.get(2).ticket().sequence());
        assertThat(reply.last()).isEqualTo(turns.get(4).ticket().sequence());
        assertThat(reply.base()).isEqualTo(turns.get(0).ticket().sequence());
        String user = turns.get(0).ticket().user().toString();
        assertThat(redis.hash(String.class).hget(keys.slots(), user)).endsWith(":0");
        assertThat(redis.sortedSet(String.class).zscore(keys.active(), user).getAsDouble())
                .isCloseTo(clock.instant().plusSeconds(CLAIM_SECONDS).toEpochMilli(), within(2000.0));
        assertTtl(keys.active(), keys.slots(), keys.admissions());
        assertThat(redis.key().pttl(keys.admitter())).isBetween(1L, 2000L);
        assertThat(admit(INSTANCE, openWith(2)).admitted()).isEqualTo(2);
    }

    @Test
    void givenAnotherInstanceAdmits_whenAdmitting_thenOnlyLooks() {
        // Given
        enter(paused());
        admit(OTHER_INSTANCE, paused());
        // When
        var reply = admit(INSTANCE, openWith(1));
        // Then
        assertThat(reply.active()).isZero();
        assertThat(reply.waiting()).isEqualTo(1);
        redis.key().del(keys.admitter());
        assertThat(admit(INSTANCE, openWith(1)).active()).isEqualTo(1);
    }

    @Test
    void givenOneSlot_whenTwoInstancesAdmitAtOnce_thenOneWaiterIsIn() throws Exception {
        // Given
        enter(paused());
        enter(paused());
        // When
        Race.between(List.of(() -> admit(INSTANCE, openWith(1)), () -> admit(OTHER_INSTANCE, openWith(1))));
        // Then
        assertThat(size(keys.active())).isEqualTo(1);
        assertThat(size(keys.waiting())).isEqualTo(1);
    }

    @Test
    void givenPace_whenAdmittingOverSeconds_thenNoFaster() {
        // Given
        IntStream.range(0, 100).forEach(i -> enter(paused()));
        QueueTerms terms = openWithPace(90, 10);
        // When
        long atOnce = admit(INSTANCE, terms).admitted();
        clock.advance(Duration.ofMillis(500));
        long halfASecondLater = admit(INSTANCE, terms).admitted();
        clock.advance(Duration.ofSeconds(10));
        long muchLater = admit(INSTANCE, terms).admitted();
        // Then
        assertThat(atOnce).isEqualTo(10);
        assertThat(halfASecondLater).isBetween(15L, 17L);
        assertThat(muchLater).isEqualTo(halfASecondLater + 10);
    }

    @Test
    void givenPausedOrNotOpen_whenAdmitting_thenNobodyIsIn() {
        enter(paused());
        assertThat(admit(INSTANCE, paused()).active()).isZero();
        assertThat(admit(INSTANCE, openingAt(clock.instant().plusSeconds(60))).active())
                .isZero();
        clock.advance(Duration.ofSeconds(61));
        assertThat(admit(INSTANCE, openingAt(clock.instant().minusSeconds(1))).active())
                .isEqualTo(1);
    }

    @Test
    void givenLeavers_whenAdmitting_thenOnlyTheNewOnesAreTold() {
        // Given
        List<Turn> turns = IntStream.range(0, 4).mapToObj(i -> enter(paused())).toList();
        long base = admit(INSTANCE, paused()).base();
        leaveQueue.run(turns.get(2).ticket());
        leaveQueue.run(turns.get(1).ticket());
        long firstLeaver = turns.get(2).ticket().sequence();
        // When
        var reply = admitWaiting
                .run(INSTANCE, concert, paused(), knowing(base, 1, firstLeaver), 0)
                .toCompletableFuture()
                .join();
        // Then
        assertThat(reply.leavers()).containsExactly(turns.get(1).ticket().sequence());
        assertThat(reply.leaversKnown()).isEqualTo(2);
        assertThat(reply.leaversTotal()).isEqualTo(2);
        assertThat(admitWaiting
                        .run(INSTANCE, concert, paused(), knowing(base - 1, 1, firstLeaver), 0)
                        .toCompletableFuture()
                        .join()
                        .leavers())
                .hasSize(2);
    }

    @Test
    void givenEmptiedRedis_whenInstanceThatKnewTheQueueAdmits_thenNobodyIsInUntilAllCanBeBack() {
        // Given
        Turn turn = enter(paused());
        long base = turn.ticket().sequence();
        redis.key().del(keys.sequence(), keys.issued(), keys.waiting(), keys.admissions());
        // When
        var reply = admitWaiting
                .run(INSTANCE, concert, openWith(50), knowing(base, 0, 0), 0)
                .toCompletableFuture()
                .join();
        // Then
        assertThat(reply.base()).isGreaterThan(base);
        assertThat(enter(openWith(50)).status()).isEqualTo(QueueStatus.WAITING);
        assertThat(claim(turn.ticket()).orElseThrow().position()).isEqualTo(1);
        assertThat(admit(INSTANCE, openWith(50)).active()).isZero();
        assertTtl(keys.sequence(), keys.admissions());
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS / 2 + 2));
        assertThat(admit(INSTANCE, openWith(50)).active()).isEqualTo(2);
    }

    @Test
    void givenQueuesInUse_whenShared_thenAllInstancesLearnThem() {
        // Given
        ConcertId other = anyConcertId();
        // When
        Set<ConcertId> told = shareQueues.run(List.of(concert, other), List.of());
        // Then
        assertThat(told).contains(concert, other);
        assertThat(shareQueues.run(List.of(concert), List.of())).contains(concert, other);
        assertThat(shareQueues.run(List.of(concert), List.of(other)))
                .contains(concert)
                .doesNotContain(other);
        assertThat(shareQueues.run(List.of(), List.of(concert))).doesNotContain(concert, other);
        assertTtl(ConcertKeys.QUEUES_WAITED_IN);
    }

    private Turn enter(QueueTerms terms) {
        return enter(anyUserId(), terms, 0);
    }

    private Turn enter(UserId user, QueueTerms terms, long knownBase) {
        return entry(concert, user, terms, knownBase, Optional.empty()).join();
    }

    private CompletableFuture<Turn> entry(
            ConcertId room, UserId user, QueueTerms terms, long knownNumber, Optional<AcceptedProof> proof) {
        return new Entrance(room, enterQueue, () -> knownNumber, 1)
                .enter(user, terms, proof)
                .thenApply(EnterQueueScript.Reply::turn);
    }

    private static AcceptedProof aProof() {
        return new AcceptedProof(UUID.randomUUID(), Duration.ofMinutes(5));
    }

    /** @param room 0 to make the user wait */
    private Turn enterBy(AcceptedProof proof, UserId user, int room) {
        QueueTerms terms = room == 0 ? paused() : openWith(room);
        return RedisScripts.await(entry(concert, user, terms, 0, Optional.of(proof)));
    }

    private Optional<Turn> tryToEnterBy(AcceptedProof proof, UserId user) {
        try {
            return Optional.of(enterBy(proof, user, 0));
        } catch (ProofOfWorkUsedException e) {
            return Optional.empty();
        }
    }

    private static void assertUsed(ThrowingCallable entry) {
        assertThatThrownBy(entry).isInstanceOf(ProofOfWorkUsedException.class);
    }

    private Optional<Turn> claim(QueueTicket ticket) {
        return claimTurn.run(ticket, openWith(50)).toCompletableFuture().join().map(ClaimTurnScript.Reply::turn);
    }

    private QueueLook admit(UUID instance, QueueTerms terms) {
        return admitWaiting
                .run(instance, concert, terms, QueueSnapshot.NONE, 0)
                .toCompletableFuture()
                .join();
    }

    private static QueueSnapshot knowing(long base, int leavers, long lastLeaver) {
        return new QueueSnapshot(
                0, base, 0, 0, 0, 0, 0, OptionalDouble.empty(), new long[0], leavers, lastLeaver, true, 0, 0, true);
    }

    private long size(String sortedSet) {
        return redis.sortedSet(String.class).zcard(sortedSet);
    }

    private void assertTtl(String... keys) {
        for (String key : keys) {
            if (redis.key().exists(key)) {
                assertThat(redis.key().ttl(key))
                        .as(key)
                        .isBetween(1L, Duration.ofDays(30).toSeconds());
            } else {
                assertThat(key).isEqualTo(ConcertKeys.QUEUES_WAITED_IN); // an empty set does not exist
            }
        }
    }
}
