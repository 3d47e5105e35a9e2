package io.onsale.concert.adapter.out.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Race;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.out.RankingView;
import io.onsale.concert.port.out.RankingView.Outcome;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of the sold-out ranking, on a real Redis that does not know them yet. */
@QuarkusTest
class RankingScriptsTest {
    private static final Instant OPENING = Instant.parse("2026-03-01T11:00:00Z");
    private static final long FOUR_MONTHS = Duration.ofDays(120).toSeconds();

    @Inject
    RankingView ranking;

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void startWithUnknownScripts() {
        leaveNothing();
        redis.execute("SCRIPT", "FLUSH");
    }

    @AfterEach
    void leaveNothing() {
        redis.key().del(RedisRankingView.RANKING, RedisRankingView.DROPPED);
    }

    @Test
    void givenNoRanking_add_saysSo() {
        assertThat(ranking.add(aConcert(1), ranking.stamp())).isEqualTo(Outcome.MISSING);
        assertThat(ranking.fastest(100)).isEmpty();
    }

    @Test
    void givenNoRanking_fill_writesOneThatEnds() {
        SoldOutConcert slow = aConcert(FOUR_MONTHS);
        SoldOutConcert fast = aConcert(1);
        ranking.fill(List.of(slow, fast), ranking.stamp());
        assertThat(ranking.fastest(100)).hasValue(List.of(fast, slow));
        assertThat(redis.key().pttl(RedisRankingView.RANKING))
                .isBetween(1L, Duration.ofMinutes(10).toMillis());
    }

    @Test
    void givenRanking_fill_leavesIt() {
        SoldOutConcert first = aConcert(1);
        ranking.fill(List.of(first), ranking.stamp());
        ranking.fill(List.of(aConcert(2)), ranking.stamp());
        assertThat(ranking.fastest(100)).hasValue(List.of(first));
    }

    @Test
    void givenRanking_addTwice_addsOnce() {
        SoldOutConcert first = aConcert(1);
        SoldOutConcert second = aConcert(2);
        ranking.fill(List.of(second), ranking.stamp());
        assertThat(ranking.add(first, ranking.stamp())).isEqualTo(Outcome.WRITTEN);
        assertThat(ranking.add(first, ranking.stamp())).isEqualTo(Outcome.WRITTEN);
        assertThat(ranking.fastest(100)).hasValue(List.of(first, second));
        assertThat(ranking.fastest(1)).hasValue(List.of(first));
    }

    @Test
    void givenReadBeforeTheDrop_addAndFill_writeNothing() {
        ranking.fill(List.of(aConcert(1)), ranking.stamp());
        long before = ranking.stamp();
        // When
        ranking.drop();
        // Then
        assertThat(ranking.fastest(100)).isEmpty();
        assertThat(ranking.add(aConcert(2), before)).isEqualTo(Outcome.OUTDATED);
        ranking.fill(List.of(aConcert(2)), before);
        assertThat(ranking.fastest(100)).isEmpty();
        assertThat(redis.key().pttl(RedisRankingView.DROPPED)).isPositive();
        SoldOutConcert readAgain = aConcert(3);
        ranking.fill(List.of(readAgain), ranking.stamp());
        assertThat(ranking.add(aConcert(2), before)).isEqualTo(Outcome.OUTDATED);
        assertThat(ranking.fastest(100)).hasValue(List.of(readAgain));
    }

    @Test
    void givenTies_moreDatesThenEarlierOpeningThenId_comeFirst() {
        var id = new ConcertId(new UUID(0, 1));
        var nextId = new ConcertId(new UUID(0x8000000000000000L, 0));
        List<SoldOutConcert> order = List.of(
                new SoldOutConcert(nextId, "a", 1, 1, OPENING),
                new SoldOutConcert(nextId, "b", 2, 100, OPENING),
                new SoldOutConcert(nextId, "c", 2, 9, OPENING.plusMillis(1)),
                new SoldOutConcert(nextId, "d", 2, 1, Instant.parse("1000-01-01T00:00:00Z")),
                new SoldOutConcert(nextId, "e", 2, 1, Instant.parse("1969-12-31T23:59:59.999Z")),
                new SoldOutConcert(nextId, "f", 2, 1, OPENING.minusMillis(1)),
                new SoldOutConcert(id, "z: 한글 😀 %s", 2, 1, OPENING),
                new SoldOutConcert(nextId, "", 2, 1, OPENING),
                new SoldOutConcert(nextId, "g", FOUR_MONTHS, 1, OPENING));
        var shuffled = new ArrayList<>(order);
        Collections.shuffle(shuffled, new Random(3));
        ranking.fill(shuffled, ranking.stamp());
        assertThat(ranking.fastest(100)).hasValue(order);
    }

    @Test
    void givenManyClientsThatAddAndFill_theFirstHundredStay() throws Exception {
        // Given
        List<SoldOutConcert> all = IntStream.range(0, 150)
                .mapToObj(i -> aConcert(i * 7919L % 10_000))
                .sorted(Comparator.comparingLong(SoldOutConcert::seconds))
                .toList();
        ranking.fill(all.subList(0, 1), ranking.stamp());
        var calls = new ArrayList<Callable<Outcome>>();
        for (int i = 0; i < all.size(); i++) {
            SoldOutConcert concert = all.get(i);
            calls.add(() -> ranking.add(concert, ranking.stamp()));
        }
        Collections.shuffle(calls, new Random(5));
        // When
        assertThat(Race.between(calls)).containsOnly(Outcome.WRITTEN);
        // Then
        assertThat(ranking.fastest(100)).hasValue(all.subList(0, 100));
        assertThat(redis.execute("ZCARD", RedisRankingView.RANKING).toInteger()).isEqualTo(100);
    }

    private static SoldOutConcert aConcert(long seconds) {
        return new SoldOutConcert(new ConcertId(UUID.randomUUID()), "Any", seconds, 1, OPENING);
    }
}
