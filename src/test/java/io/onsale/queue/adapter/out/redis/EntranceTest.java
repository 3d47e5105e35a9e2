package io.onsale.queue.adapter.out.redis;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;
import static io.onsale.queue.QueueFixture.paused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.concert.domain.ConcertId;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.Turn;
import io.onsale.user.domain.UserId;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Newcomers who enter together are answered as they would be one by one. */
@QuarkusTest
class EntranceTest {
    @Inject
    EnterQueueScript script;

    @Inject
    RedisScripts redis;

    private record Attempt(UserId user, Optional<AcceptedProof> proof) {}

    /** Counts the scripts and how many newcomers each had; the first fails on demand. */
    private final class Counted extends EnterQueueScript {
        private final List<Integer> sizes = new ArrayList<>();
        private final AtomicInteger failures;

        Counted(int failures) {
            super(redis);
            this.failures = new AtomicInteger(failures);
        }

        @Override
        synchronized CompletableFuture<Response> run(
                ConcertId concert, QueueTerms terms, long known, List<Entrance.Newcomer> newcomers) {
            sizes.add(newcomers.size());
            return failures.getAndDecrement() > 0
                    ? CompletableFuture.failedFuture(new UnavailableException("away"))
                    : super.run(concert, terms, known, newcomers);
        }
    }

    @RepeatedTest(20)
    void givenAnyNewcomers_together_areAnsweredAsOneByOne(RepetitionInfo repetition) {
        // Given
        var random = new Random(repetition.getCurrentRepetition());
        List<Attempt> attempts = attempts(random);
        QueueTerms terms = random.nextInt(4) == 0 ? paused() : openWith(random.nextInt(1, 60));
        // When
        List<String> oneByOne = enter(anyConcertId(), attempts, terms, 1);
        List<String> together = enter(anyConcertId(), attempts, terms, Entrance.TOGETHER);
        // Then
        assertThat(together).isEqualTo(oneByOne);
    }

    @Test
    void givenThousandInTheSameInstant_theyShareScripts_andGetNumbersInARowInTheirOrder() {
        // Given
        var counted = new Counted(0);
        var entrance = new Entrance(anyConcertId(), counted, () -> 0, Entrance.TOGETHER);
        var entries = new ArrayList<CompletableFuture<EnterQueueScript.Reply>>();
        // When
        for (int i = 0; i < 1_000; i++) {
            entries.add(entrance.enter(anyUserId(), openWith(50), Optional.empty()));
        }
        List<Turn> turns = entries.stream()
                .map(RedisScripts::await)
                .map(EnterQueueScript.Reply::turn)
                .toList();
        // Then
        long first = turns.get(0).ticket().sequence();
        for (int i = 0; i < turns.size(); i++) {
            assertThat(turns.get(i).ticket().sequence()).isEqualTo(first + i);
            assertThat(turns.get(i).isActive()).isEqualTo(i < 50);
            assertThat(turns.get(i).position()).isEqualTo(Math.max(0, i - 49));
        }
        assertThat(counted.sizes).hasSizeLessThan(50).allMatch(size -> size <= Entrance.TOGETHER);
        assertThat(counted.sizes.stream().mapToInt(size -> size).sum()).isEqualTo(1_000);
    }

    @Test
    void givenScriptThatFails_thoseWhoWereInItAreRefused_andTheNextGoIn() {
        // Given
        var counted = new Counted(1);
        var entrance = new Entrance(anyConcertId(), counted, () -> 0, 10);
        // When
        var refused = entrance.enter(anyUserId(), paused(), Optional.empty());
        var next = entrance.enter(anyUserId(), paused(), Optional.empty());
        // Then
        assertThatThrownBy(() -> RedisScripts.await(refused)).isInstanceOf(UnavailableException.class);
        assertThat(RedisScripts.await(next).turn().position()).isEqualTo(1);
    }

    @Test
    void givenOtherTerms_theyGoByTheirOwn() {
        // Given
        var entrance = new Entrance(anyConcertId(), script, () -> 0, Entrance.TOGETHER);
        var entries = new ArrayList<CompletableFuture<EnterQueueScript.Reply>>();
        // When
        for (int i = 0; i < 10; i++) {
            entries.add(entrance.enter(anyUserId(), openWith(5), Optional.empty()));
        }
        entries.add(entrance.enter(anyUserId(), openWith(20), Optional.empty()));
        // Then
        assertThat(entries.stream().map(RedisScripts::await).filter(reply -> reply.turn()
                        .isActive()))
                .hasSize(5);
        assertThat(RedisScripts.await(entries.get(10)).turn().position()).isEqualTo(6);
    }

    /** Some come twice, some have a proof, some of those one that is used. */
    private static List<Attempt> attempts(Random random) {
        var attempts = new ArrayList<Attempt>();
        for (int i = 0; i < 200; i++) {
            UserId user = attempts.isEmpty() || random.nextInt(5) > 0
                    ? anyUserId()
                    : attempts.get(random.nextInt(attempts.size())).user();
            Optional<AcceptedProof> proof =
                    switch (random.nextInt(4)) {
                        case 0 -> Optional.of(new AcceptedProof(UUID.randomUUID(), Duration.ofMinutes(5)));
                        case 1 ->
                            attempts.isEmpty()
                                    ? Optional.empty()
                                    : attempts.get(random.nextInt(attempts.size()))
                                            .proof();
                        default -> Optional.empty();
                    };
            attempts.add(new Attempt(user, proof));
        }
        return attempts;
    }

    private List<String> enter(ConcertId concert, List<Attempt> attempts, QueueTerms terms, int together) {
        var entrance = new Entrance(concert, script, () -> 0, together);
        List<CompletableFuture<EnterQueueScript.Reply>> entries = attempts.stream()
                .map(attempt -> entrance.enter(attempt.user(), terms, attempt.proof()))
                .toList();
        var first = new ArrayList<Long>();
        return entries.stream().map(entry -> answer(entry, first)).toList();
    }

    /** Without what differs from queue to queue: numbers count from the first. */
    private static String answer(CompletableFuture<EnterQueueScript.Reply> entry, List<Long> first) {
        try {
            EnterQueueScript.Reply reply = RedisScripts.await(entry);
            Turn turn = reply.turn();
            if (first.isEmpty()) {
                first.add(turn.ticket().sequence());
            }
            return "%s %d at %d, claimed %s, admitted %s"
                    .formatted(
                            turn.status(),
                            turn.ticket().sequence() - first.get(0),
                            turn.position(),
                            reply.claimed(),
                            reply.admitted());
        } catch (DomainException e) {
            return e.code();
        }
    }
}
