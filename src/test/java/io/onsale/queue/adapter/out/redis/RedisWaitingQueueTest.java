package io.onsale.queue.adapter.out.redis;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static io.onsale.queue.QueueFixture.paused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.user.domain.UserId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of two instances over one Redis, which the test makes act by hand. */
@QuarkusTest
class RedisWaitingQueueTest {
    private static final Logger LOG = Logger.getLogger(RedisWaitingQueueTest.class);

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
    NoteQueuesScript noteQueues;

    @Inject
    RedisDataSource redis;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

    private final ConcertId concert = anyConcertId();
    private final ConcertKeys keys = new ConcertKeys(concert.value());
    private SimpleMeterRegistry metrics;
    private SimpleMeterRegistry otherMetrics;
    private RedisWaitingQueue queue;
    private RedisWaitingQueue otherInstance;

    @BeforeEach
    void twoInstances() {
        job.pause();
        metrics = new SimpleMeterRegistry();
        otherMetrics = new SimpleMeterRegistry();
        queue = new RedisWaitingQueue(
                enterQueue, claimTurn, leaveQueue, admitWaiting, shareQueues, noteQueues, metrics);
        otherInstance = new RedisWaitingQueue(
                enterQueue, claimTurn, leaveQueue, admitWaiting, shareQueues, noteQueues, otherMetrics);
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        job.resume();
    }

    @Test
    void givenNoLookYet_whenRecalling_thenOnlyRedisCanTell() {
        // Given
        Turn waiting = enter(paused());
        // When
        var recalled = queue.recall(waiting.ticket());
        // Then
        assertThat(recalled).isEmpty();
        assertThat(queue.claim(waiting.ticket(), paused()).toCompletableFuture().join())
                .isEqualTo(waiting);
    }

    @Test
    void givenRedisIsEmptiedBeforeTheFirstLook_whenSomebodyEnters_thenBehindThoseWhoWaited() {
        // Given
        enter(openWith(1));
        Turn waited = enter(openWith(1));
        redis.key().del(keys.room().toArray(String[]::new));
        // When
        Turn newcomer = enter(openWith(1));
        // Then
        assertThat(newcomer.isActive()).isFalse();
        assertThat(queue.claim(waited.ticket(), openWith(1))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Turn.waiting(waited.ticket(), 1));
        assertThat(enter(openWith(1), newcomer.ticket().user())).isEqualTo(Turn.waiting(newcomer.ticket(), 2));
    }

    @Test
    void givenTicketIssuedAfterTheLook_whenRecalling_thenOnlyRedisCanTell() {
        // Given
        enter(paused());
        admit(queue, paused());
        // When
        var recalled = queue.recall(enter(paused()).ticket());
        // Then
        assertThat(recalled).isEmpty();
    }

    @Test
    void givenAdmittedWaiter_whenRecalling_thenOnlyRedisCanTell() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        // When
        admit(queue, openWith(1));
        // Then
        assertThat(queue.recall(first.ticket())).isEmpty();
        assertThat(queue.recall(second.ticket())).contains(Turn.waiting(second.ticket(), 1));
    }

    @Test
    void givenWaiterLeavesHere_whenRecalling_thenEndedAtOnceHereAndAfterTheNextLookElsewhere() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        admit(queue, paused());
        admit(otherInstance, paused());
        // When
        boolean left = queue.leave(first.ticket());
        // Then
        assertThat(left).isTrue();
        assertThat(queue.leave(first.ticket())).isFalse();
        assertThatThrownBy(() -> queue.recall(first.ticket())).isInstanceOf(QueueTokenEndedException.class);
        admit(otherInstance, paused());
        assertThat(otherInstance.recall(first.ticket())).isEmpty();
        assertThat(otherInstance.recall(second.ticket())).contains(Turn.waiting(second.ticket(), 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void givenManyLeaveAndAreAdmitted_whenRecalling_thenPositionIsThatOfRedisAndNeverGrows(long seed) {
        // Given
        var random = new Random(seed);
        var waiting = new ArrayList<QueueTicket>();
        var shown = new HashMap<QueueTicket, Long>();
        IntStream.range(0, 300).forEach(i -> waiting.add(enter(paused()).ticket()));
        int compared = 0;
        for (int round = 0; round < 60; round++) {
            // When
            for (int i = random.nextInt(4); i > 0; i--) {
                waiting.add(enter(paused()).ticket());
            }
            for (int i = random.nextInt(6); i > 0 && !waiting.isEmpty(); i--) {
                RedisWaitingQueue instance = random.nextBoolean() ? queue : otherInstance;
                assertThat(instance.leave(waiting.remove(random.nextInt(waiting.size()))))
                        .isTrue();
            }
            if (random.nextInt(3) == 0) {
                clock.advance(Duration.ofSeconds(21)); // the admitted users do not show up
            }
            admit(queue, openWith(1 + random.nextInt(5)));
            // Then
            Map<String, Long> ranks = ranks();
            waiting.removeIf(ticket -> !ranks.containsKey(ticket.user().toString()));
            for (QueueTicket ticket : waiting) {
                Turn turn = queue.recall(ticket).orElseThrow();
                assertThat(turn.position()).isEqualTo(ranks.get(ticket.user().toString()) + 1);
                assertThat(turn.position()).isLessThanOrEqualTo(shown.getOrDefault(ticket, Long.MAX_VALUE));
                shown.put(ticket, turn.position());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000, 50_000})
    void givenFailoverThatLosesItsTail_whenNewcomersComeBeforeThoseWhoReturn_thenNoPositionGrows(long seed) {
        // Given a queue as the replica has it, and what has happened since
        var random = new Random(seed);
        var told = new Told(random);
        IntStream.range(0, 40).forEach(i -> told.enters(paused()));
        lookOnBoth(openWith(5));
        told.all(openWith(5));
        replicate();
        var lost = new ArrayList<QueueTicket>();
        IntStream.range(0, 8).forEach(i -> lost.add(told.enters(openWith(5))));
        for (int i = 0; i < 3; i++) {
            lookOnBoth(openWith(6 + i));
            told.somebodyLeaves();
            lookOnBoth(openWith(6 + i));
            told.all(openWith(6 + i));
        }
        told.enters(openWith(8));
        told.enters(openWith(8));
        // When
        failOver();
        var newcomers = new ArrayList<QueueTicket>();
        IntStream.range(0, 5).forEach(i -> newcomers.add(told.enters(openWith(8))));
        told.all(openWith(8));
        lookOnBoth(openWith(8));
        IntStream.range(0, 3).forEach(i -> newcomers.add(told.enters(openWith(8))));
        told.somebodyLeaves();
        for (int i = 0; i < 3; i++) {
            lookOnBoth(openWith(8));
            told.all(openWith(8));
        }
        // Then those who return are before newcomers, and none of them is told a higher position than before
        assertThat(told.grown).isEmpty();
        assertThat(lost).filteredOn(told.positions::containsKey).hasSizeGreaterThan(3);
        newcomers.removeIf(ticket -> !told.positions.containsKey(ticket));
        lost.removeIf(ticket -> !told.positions.containsKey(ticket));
        assertThat(lost.stream().mapToLong(told.positions::get).max().orElseThrow())
                .isLessThan(
                        newcomers.stream().mapToLong(told.positions::get).min().orElseThrow());
        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofSeconds(13)); // places are kept no longer; then those inside do not show up
            lookOnBoth(openWith(8));
            told.all(openWith(8));
        }
        assertThat(told.grown).isEmpty();
    }

    /** The positions that waiters were told by two instances, which they ask by turns. */
    private final class Told {
        final Map<QueueTicket, Long> positions = new HashMap<>();
        final List<String> grown = new ArrayList<>();
        private final Random random;

        Told(Random random) {
            this.random = random;
        }

        private RedisWaitingQueue instance() {
            return random.nextBoolean() ? queue : otherInstance;
        }

        QueueTicket enters(QueueTerms terms) {
            Turn turn = instance()
                    .enter(concert, anyUserId(), terms, Optional.empty())
                    .toCompletableFuture()
                    .join();
            tell(turn);
            return turn.ticket();
        }

        void somebodyLeaves() {
            var tickets = new ArrayList<>(positions.keySet());
            QueueTicket ticket = tickets.get(random.nextInt(tickets.size()));
            instance().leave(ticket);
            positions.remove(ticket);
        }

        void all(QueueTerms terms) {
            var tickets = new ArrayList<>(positions.keySet());
            tickets.sort(Comparator.comparingLong(QueueTicket::sequence)
                    .thenComparing(ticket -> ticket.user().toString()));
            Collections.shuffle(tickets, random);
            tickets.forEach(ticket -> ask(ticket, terms));
        }

        private void ask(QueueTicket ticket, QueueTerms terms) {
            RedisWaitingQueue instance = instance();
            try {
                tell(instance.recall(ticket).orElseGet(() -> instance.claim(ticket, terms)
                        .toCompletableFuture()
                        .join()));
            } catch (QueueTokenEndedException e) {
                positions.remove(ticket);
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(QueueTokenEndedException.class);
                positions.remove(ticket);
            }
        }

        private void tell(Turn turn) {
            if (turn.isActive()) {
                positions.remove(turn.ticket());
                return;
            }
            Long before = positions.put(turn.ticket(), turn.position());
            if (before != null && turn.position() > before) {
                grown.add("from %d to %d".formatted(before, turn.position()));
            }
        }
    }

    private void lookOnBoth(QueueTerms terms) {
        admit(queue, terms);
        admit(otherInstance, terms);
    }

    private void replicate() {
        keys.room().forEach(key -> redis.execute("COPY", key, key + ":replica", "REPLACE"));
    }

    /** Loses everything that was written since. */
    private void failOver() {
        keys.room().forEach(key -> {
            redis.key().del(key);
            redis.execute("COPY", key + ":replica", key);
            redis.key().del(key + ":replica");
        });
    }

    @Test
    void givenMoreLeaversThanOneLookReads_whenRecalling_thenOnlyRedisCanTellUntilAllAreRead() {
        // Given
        Turn first = enter(paused());
        Turn second = enter(paused());
        String[] numbers =
                IntStream.range(0, 15_000).mapToObj(i -> Long.toString(i + 1)).toArray(String[]::new);
        redis.list(String.class).rpush(keys.left(), numbers);
        // When
        admit(queue, paused());
        boolean afterOneLook = queue.recall(second.ticket()).isPresent();
        admit(queue, paused());
        // Then
        assertThat(afterOneLook).isFalse();
        assertThat(queue.recall(second.ticket())).contains(Turn.waiting(second.ticket(), 2));
        assertThat(queue.recall(first.ticket())).contains(Turn.waiting(first.ticket(), 1));
    }

    @Test
    void givenAdmissionsOverSeconds_whenMeasured_thenAdmittedPerSecondOfTheLastHalfMinute() {
        // Given
        IntStream.range(0, 40).forEach(i -> enter(paused()));
        assertThat(queue.admittedPerSecond(concert)).isEmpty();
        // When
        for (int second = 0; second < 10; second++) {
            admit(queue, openWith(2 + 2 * second));
            clock.advance(Duration.ofSeconds(1));
        }
        // Then
        assertThat(queue.admittedPerSecond(concert).orElseThrow()).isBetween(1.9, 2.1);
        QueueFigures figures = queue.figures(concert, openWith(20));
        assertThat(figures.waiting()).isEqualTo(20);
        assertThat(figures.active()).isEqualTo(20);
        clock.advance(Duration.ofSeconds(40));
        admit(queue, paused());
        admit(queue, paused());
        assertThat(queue.admittedPerSecond(concert)).isEmpty();
    }

    @Test
    void givenQueueUsedElsewhere_whenAskingWhatIsInUse_thenLearned() {
        // Given
        otherInstance
                .enter(concert, anyUserId(), paused(), Optional.empty())
                .toCompletableFuture()
                .join();
        // When
        otherInstance.waitedIn();
        // Then
        assertThat(queue.waitedIn()).contains(concert);
        shareQueues.run(List.of(), List.of(concert));
        assertThat(queue.waitedIn()).doesNotContain(concert);
        assertThat(otherInstance.waitedIn()).contains(concert);
    }

    /** The check of the invariants looks at all queues that were used, also where nobody waits. */
    @Test
    void givenQueueInWhichNobodyWaits_whenItIsUsed_itIsNoted() {
        // Given
        enter(openWith(5));
        // When
        Set<ConcertId> waitedIn = queue.waitedIn();
        // Then
        assertThat(waitedIn).doesNotContain(concert);
        assertThat(redis.sortedSet(String.class).zscore(ConcertKeys.QUEUES, concert.toString()))
                .isPresent();
        assertThat(redis.key().ttl(ConcertKeys.QUEUES))
                .isBetween(1L, Duration.ofDays(2).toSeconds());
    }

    @Test
    void givenQueueNobodyUses_whenNoLongerFollowed_thenNothingIsReportedOfIt() {
        // Given
        admit(queue, paused());
        assertThat(reported(metrics)).hasSize(4);
        // When
        queue.waitedIn();
        // Then
        assertThat(reported(metrics)).isEmpty();
    }

    @Test
    void givenQueueThatIsFollowedAnew_whenAdmitting_thenItIsReportedAgain() {
        // Given
        admit(queue, paused());
        queue.waitedIn();
        enter(paused());
        // When
        admit(queue, paused());
        // Then
        assertThat(metrics.get("onsale.queue.waiting")
                        .tag("concert", concert.toString())
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void givenTwoInstances_whenOneAdmits_thenItAloneCounts() {
        // Given
        enter(paused());
        enter(paused());
        // When
        admit(otherInstance, openWith(1));
        admit(queue, openWith(1));
        // Then
        assertThat(otherMetrics
                        .get("onsale.queue.admitted")
                        .tag("concert", concert.toString())
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("onsale.queue.admitted")
                        .tag("concert", concert.toString())
                        .counter()
                        .count())
                .isZero();
        assertThat(metrics.get("onsale.queue.active")
                        .tag("concert", concert.toString())
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(otherMetrics
                        .get("onsale.queue.active")
                        .tag("concert", concert.toString())
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void givenWaiterWhoComesForTheSlot_whenClaimingAgain_thenTheWaitIsRecordedOnce() {
        // Given
        Turn waiting = enter(paused());
        clock.advance(Duration.ofSeconds(40));
        admit(queue, openWith(1));
        clock.advance(Duration.ofSeconds(5));
        // When
        claim(waiting.ticket());
        claim(waiting.ticket());
        // Then
        Timer wait = metrics.get("onsale.queue.wait").timer();
        assertThat(wait.count()).isEqualTo(1);
        assertThat(wait.totalTime(TimeUnit.SECONDS)).isBetween(40.0, 43.0);
    }

    @Test
    void givenAHundredThousandWaiters_whenMeasured_thenLessThan150BytesEach() throws Exception {
        // Given
        int waiters = 100_000;
        long before = usedMemory();
        // When
        var threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Turn>> entries = IntStream.range(0, waiters)
                    .<Callable<Turn>>mapToObj(i -> () -> enter(paused()))
                    .toList();
            threads.invokeAll(entries);
        } finally {
            threads.shutdownNow();
        }
        // Then
        assertThat(redis.sortedSet(String.class).zcard(keys.waiting())).isEqualTo(waiters);
        double bytes = (usedMemory() - before) / (double) waiters;
        double bytesOfSortedSet =
                redis.execute("MEMORY", "USAGE", keys.waiting(), "SAMPLES", "0").toLong() / (double) waiters;
        LOG.infof("%d waiters: %.1f bytes of Redis each, by MEMORY USAGE %.1f", waiters, bytes, bytesOfSortedSet);
        assertThat(bytes).isLessThan(150);
        redis.key().unlink(keys.waiting());
    }

    private Turn enter(QueueTerms terms) {
        return enter(terms, anyUserId());
    }

    private Turn enter(QueueTerms terms, UserId user) {
        return queue.enter(concert, user, terms, Optional.empty())
                .toCompletableFuture()
                .join();
    }

    private Collection<Meter> reported(SimpleMeterRegistry registry) {
        return Search.in(registry).tag("concert", concert.toString()).meters();
    }

    private void claim(QueueTicket ticket) {
        queue.claim(ticket, openWith(1)).toCompletableFuture().join();
    }

    private void admit(RedisWaitingQueue instance, QueueTerms terms) {
        instance.admit(concert, terms).toCompletableFuture().join();
    }

    private Map<String, Long> ranks() {
        var ranks = new HashMap<String, Long>();
        List<String> users = redis.sortedSet(String.class).zrange(keys.waiting(), 0, -1);
        users.forEach(user -> ranks.put(user, (long) ranks.size()));
        return ranks;
    }

    private long usedMemory() {
        String info = redis.execute("INFO", "memory").toString();
        return info.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("used_memory:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }
}
