package io.onsale.queue.usecase;

import static io.onsale.queue.QueueFixture.ACTIVE_SECONDS;
import static io.onsale.queue.QueueFixture.CLAIM_SECONDS;
import static io.onsale.queue.QueueFixture.aPolicy;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onsale.Race;
import io.onsale.RedisCommands;
import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.kernel.Caller;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueStatus;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.in.QueueView;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.RegisterUser;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the waiting room as a whole, with the admission job running. */
@QuarkusTest
class WaitingRoomTest {
    private static final Logger LOG = Logger.getLogger(WaitingRoomTest.class);

    @Inject
    WaitingRoom waitingRoom;

    @Inject
    QueueOffice office;

    @Inject
    Admission admission;

    @Inject
    WaitingQueue waitingQueue;

    @Inject
    QueueTokenIssuer issuer;

    @Inject
    QueueTokens queueTokens;

    @Inject
    AnnounceConcert announceConcert;

    @Inject
    RegisterUser registerUser;

    @Inject
    RedisDataSource redis;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

    private ConcertId concert;

    @BeforeEach
    void aConcertOnSale() {
        Instant openTime = clock.instant().minusSeconds(60);
        concert = announceConcert
                .announce(new AnnounceConcert.Command("Onsale", "The Waiters", Optional.of(openTime)))
                .id();
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        job.resume();
    }

    @Test
    void given500UsersAtOnce_whenEntering_thenExactlyFiftyAreInThenAndAtEveryPoll() throws Exception {
        // Given
        List<Callable<QueueView>> entries = IntStream.range(0, 500)
                .mapToObj(i -> registerUser.register(Caller.TRUSTED).balance().userId())
                .<Callable<QueueView>>map(user -> () -> enter(user))
                .toList();
        // When
        List<QueueView> views = Race.between(entries);
        // Then
        assertThat(views).filteredOn(view -> view.turn().isActive()).hasSize(50);
        assertThat(views)
                .filteredOn(view -> !view.turn().isActive())
                .extracting(view -> view.turn().position())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 450).mapToObj(i -> (long) i).toList());
        for (int round = 0; round < 5; round++) {
            assertThat(views.stream().filter(view -> check(view).isActive()).count())
                    .isEqualTo(50);
            admission.admit().toCompletableFuture().join();
        }
        assertThat(activeInRedis()).isEqualTo(50);
    }

    @Test
    void givenCapIsCheckedByTheClient_when500EnterAtOnce_thenTooManyAreIn() throws Exception {
        // Given the same race without the guard: look, then enter, with a pause between that any network can make
        String active = new ConcertKeys(concert.value()).active();
        var users = redis.sortedSet(String.class);
        var pause = new CyclicBarrier(500);
        List<Callable<Boolean>> entries = IntStream.range(0, 500)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    boolean room = users.zcard(active) < 50;
                    pause.await();
                    return room
                            && users.zadd(active, Long.MAX_VALUE, anyUserId().toString());
                })
                .toList();
        // When
        List<Boolean> entered = Race.between(entries);
        // Then the assertion of the guarded race fails
        LOG.infof("Cap checked by the client: %d are in, not 50", Collections.frequency(entered, true));
        assertThatThrownBy(() -> assertThat(activeInRedis()).isEqualTo(50)).isInstanceOf(AssertionError.class);
        assertThat(activeInRedis()).isGreaterThan(50);
    }

    @Test
    void givenSlotGetsFree_whenSomebodyWaits_thenTheNextInOrderHasItWithinTwoSeconds() {
        // Given
        allow(1);
        QueueView inside = enter();
        List<QueueView> waiting = IntStream.range(0, 5).mapToObj(i -> enter()).toList();
        for (QueueView next : waiting) {
            // When
            waitingRoom.leave(concert, inside.token());
            long freed = System.nanoTime();
            // Then
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> check(next).isActive());
            LOG.infof("A free slot was taken after %d ms", (System.nanoTime() - freed) / 1_000_000);
            assertThat(activeInRedis()).isEqualTo(1);
            assertThat(waiting.subList(waiting.indexOf(next) + 1, waiting.size()))
                    .noneMatch(later -> check(later).isActive());
            inside = next;
        }
    }

    @Test
    void givenWaiterIsAbsent_whenTheirTurnComes_thenOnlyTheyLoseIt() {
        // Given
        allow(1);
        QueueView inside = enter();
        QueueView absent = enter();
        QueueView next = enter();
        QueueView last = enter();
        waitingRoom.leave(concert, inside.token());
        await().atMost(Duration.ofSeconds(2)).until(() -> check(next).position() == 1);
        // When
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS));
        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> check(next).isActive());
        assertThat(check(last).position()).isEqualTo(1);
        assertEnded(absent);
    }

    @Test
    void givenActiveUserStays_whenTheirTimeIsOver_thenTheNextIsIn() {
        // Given
        allow(1);
        QueueView inside = enter();
        QueueView next = enter();
        // When
        clock.advance(Duration.ofSeconds(ACTIVE_SECONDS));
        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> check(next).isActive());
        assertEnded(inside);
    }

    @Test
    void givenConcertNotOpenYet_whenItOpens_thenTheFirstAreIn() {
        // Given
        concert = announceConcert
                .announce(new AnnounceConcert.Command(
                        "Later", "The Waiters", Optional.of(clock.instant().plusSeconds(600))))
                .id();
        allow(2);
        List<QueueView> views = IntStream.range(0, 4).mapToObj(i -> enter()).toList();
        assertThat(views).noneMatch(view -> view.turn().isActive());
        // When
        clock.advance(Duration.ofSeconds(600));
        // Then
        await().atMost(Duration.ofSeconds(2))
                .until(() ->
                        check(views.get(0)).isActive() && check(views.get(1)).isActive());
        assertThat(check(views.get(2)).position()).isEqualTo(1);
        assertThat(check(views.get(3)).position()).isEqualTo(2);
    }

    @Test
    void givenUserIsIn_whenEnteringAgain_thenSameTokenAndPlace() {
        // Given
        allow(1);
        UserId inside = registerUser.register(Caller.TRUSTED).balance().userId();
        UserId waiting = registerUser.register(Caller.TRUSTED).balance().userId();
        String tokenInside = enter(inside).token();
        QueueView waitingView = enter(waiting);
        enter();
        clock.advance(Duration.ofSeconds(3));
        // When
        QueueView insideAgain = enter(inside);
        QueueView waitingAgain = enter(waiting);
        // Then
        assertThat(insideAgain.token()).isEqualTo(tokenInside);
        assertThat(insideAgain.turn().status()).isEqualTo(QueueStatus.ACTIVE);
        assertThat(waitingAgain.token()).isEqualTo(waitingView.token());
        assertThat(waitingAgain.turn()).isEqualTo(waitingView.turn());
    }

    @Test
    void givenPolicyIsChanged_whenMoreMayBeInside_thenTheyAreAndFewerThrowNobodyOut() {
        // Given
        allow(1);
        List<QueueView> views = IntStream.range(0, 4).mapToObj(i -> enter()).toList();
        // When
        allow(3);
        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> activeInRedis() == 3);
        allow(1);
        // This instance may hear of it later than a look into Redis does.
        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        views.stream().filter(view -> check(view).isActive()).count())
                .isEqualTo(3));
    }

    @Test
    void givenTenThousandWaiters_whenEachPolls_thenHardlyACommandReachesRedis() {
        // Given
        int waiters = 10_000;
        job.pause();
        allow(1);
        enter();
        List<String> tokens = IntStream.range(0, waiters)
                .mapToObj(i -> waitingQueue
                        .enter(concert, anyUserId(), openWith(1), Optional.empty())
                        .toCompletableFuture()
                        .join())
                .map(turn -> issuer.issue(turn.ticket()))
                .toList();
        admission.admit().toCompletableFuture().join();
        long commands = 0;
        long nanos = 0;
        // When
        for (int from = 0; from < waiters; from += 1000) {
            admission.admit().toCompletableFuture().join();
            long before = RedisCommands.processed(redis);
            long started = System.nanoTime();
            for (int i = from; i < from + 1000; i++) {
                Turn turn = waitingRoom
                        .check(concert, queueTokens.verify(tokens.get(i)), tokens.get(i))
                        .toCompletableFuture()
                        .join()
                        .turn();
                assertThat(turn.position()).isEqualTo(i + 1);
            }
            nanos += System.nanoTime() - started;
            commands += RedisCommands.processed(redis) - before;
        }
        // Then
        LOG.infof("%d polls in %d ms, %d commands reached Redis meanwhile", waiters, nanos / 1_000_000, commands);
        assertThat(commands).isLessThan(waiters / 100);
    }

    @Test
    void givenRedisIsEmptied_whenWaitersPoll_thenTheyAreBackInTheirOrderAndServiceResumes() {
        // Given
        allow(2);
        List<QueueView> views = IntStream.range(0, 20).mapToObj(i -> enter()).toList();
        // When
        redis.flushall();
        // Then those who were inside come first again, whatever the order of the polls
        var shuffled = new ArrayList<>(views);
        Collections.shuffle(shuffled, new Random(7));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            shuffled.forEach(this::check);
            assertThat(views)
                    .extracting(view -> check(view).position())
                    .isEqualTo(
                            IntStream.rangeClosed(1, 20).mapToObj(i -> (long) i).toList());
        });
        QueueView newcomer = enter();
        assertThat(newcomer.turn().position()).isEqualTo(21);
        waitingRoom.leave(concert, newcomer.token());
        assertEnded(newcomer);
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS / 2 + 2));
        await().atMost(Duration.ofSeconds(2))
                .until(() ->
                        check(views.get(0)).isActive() && check(views.get(1)).isActive());
        assertThat(check(views.get(2)).position()).isEqualTo(1);
        waitingRoom.leave(concert, views.get(0).token());
        assertEnded(views.get(0));
        await().atMost(Duration.ofSeconds(2)).until(() -> check(views.get(2)).isActive());
    }

    private void allow(int maxActive) {
        office.change(concert, aPolicy(maxActive));
    }

    private QueueView enter() {
        return enter(registerUser.register(Caller.TRUSTED).balance().userId());
    }

    private QueueView enter(UserId user) {
        return waitingRoom
                .enter(Caller.TRUSTED, concert, user, Optional.empty())
                .toCompletableFuture()
                .join();
    }

    private Turn check(QueueView view) {
        return waitingRoom
                .check(concert, queueTokens.verify(view.token()), view.token())
                .toCompletableFuture()
                .join()
                .turn();
    }

    private void assertEnded(QueueView view) {
        assertThatThrownBy(() -> check(view))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(QueueTokenEndedException.class),
                        failure -> assertThat(failure)
                                .isInstanceOf(CompletionException.class)
                                .hasCauseInstanceOf(QueueTokenEndedException.class));
    }

    private long activeInRedis() {
        String active = new ConcertKeys(concert.value()).active();
        return redis.sortedSet(String.class).zcard(active);
    }
}
