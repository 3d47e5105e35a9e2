package io.onsale.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.platform.limits.TokenBuckets.Debt;
import io.onsale.platform.limits.TokenBuckets.Draw;
import io.onsale.platform.limits.TokenBuckets.Outcome;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of the script on a real Redis that does not know it yet. Tokens come in so slowly that the time a test takes
 * does not count.
 */
@QuarkusTest
class TokenBucketsTest {
    private static final int BURST = 5;
    private static final Duration TOKEN = Duration.ofSeconds(100);
    private static final Rate RATE = new Rate(BURST, 0.01);
    private static final Debt DEBT = new Debt(Duration.ofSeconds(20), Duration.ofSeconds(300));
    /** The longest time that a test may take, in ms. */
    private static final long SLOW = 20_000;

    @Inject
    TokenBuckets buckets;

    @Inject
    RedisDataSource redis;

    @Inject
    SettableClock clock;

    private final UUID concert = UUID.randomUUID();
    private final String user = UUID.randomUUID().toString();

    @BeforeEach
    void startWithUnknownScript() {
        redis.execute("SCRIPT", "FLUSH");
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void givenFullBucket_asManyAsTheBurstPass_andTheNextIsToldWhenToCome() {
        for (int left = BURST - 1; left >= 0; left--) {
            assertThat(take(user(Debt.NONE))).isEqualTo(new Outcome(-1, left, 0));
        }
        Outcome refused = take(user(Debt.NONE));
        assertThat(refused.refusedBy()).isZero();
        assertThat(refused.tokensLeft()).isZero();
        assertThat(refused.waitMillis()).isCloseTo(TOKEN.toMillis(), within(SLOW));
    }

    @Test
    void givenEmptyBucket_whenATokenHasComeIn_exactlyOnePasses() {
        // Given
        empty(user(Debt.NONE));
        // When
        clock.advance(TOKEN);
        // Then
        assertThat(take(user(Debt.NONE)).isRefused()).isFalse();
        assertThat(take(user(Debt.NONE)).isRefused()).isTrue();
    }

    @Test
    void givenRefusalWithoutDebt_theNextTokenIsNoLater() {
        empty(user(Debt.NONE));
        for (int i = 0; i < 50; i++) {
            assertThat(take(user(Debt.NONE)).waitMillis()).isLessThanOrEqualTo(TOKEN.toMillis());
        }
    }

    @Test
    void givenDebt_eachRefusalMakesItLongerUpToTheLongest_andThenItIsOver() {
        // Given
        empty(user(DEBT));
        // When
        for (int refusals = 1; refusals <= 15; refusals++) {
            long wait = take(user(DEBT)).waitMillis();
            // Then
            assertThat(wait)
                    .isCloseTo(
                            TOKEN.plus(DEBT.perRefusal().multipliedBy(refusals)).toMillis(), within(SLOW));
        }
        long longest = TOKEN.plus(DEBT.longest()).toMillis();
        for (int i = 0; i < 20; i++) {
            assertThat(take(user(DEBT)).waitMillis()).isEqualTo(longest);
        }
        clock.advance(Duration.ofMillis(longest));
        assertThat(take(user(DEBT)).isRefused()).isFalse();
        assertThat(take(user(DEBT)).isRefused()).isTrue();
    }

    @Test
    void givenRequestLetByUnasked_itsTokenIsTakenAsOfThen() {
        assertThat(take(owing(0)).tokensLeft()).isEqualTo(BURST - 2);
        clock.advance(TOKEN.multipliedBy(BURST));
        // Half a token has come in again since the last one was taken half a token's time ago: two and a half are left,
        // and then three.
        long halfAToken = TOKEN.toMillis() / 2;
        assertThat(take(owing(halfAToken)).tokensLeft()).isEqualTo(BURST - 2);
        clock.advance(Duration.ofMillis(halfAToken));
        assertThat(take(user(Debt.NONE)).tokensLeft()).isEqualTo(BURST - 2);
    }

    @Test
    void givenBucket_itLivesUntilItIsFull() {
        take(user(DEBT));
        String key = TokenBuckets.key(concert, LimitedAction.ENTER, user(DEBT));
        assertThat(key).isEqualTo("onsale:{" + concert + "}:rate:enter:user:" + user);
        assertThat(redis.key().pttl(key)).isBetween(TOKEN.toMillis() - SLOW, TOKEN.toMillis());
        take(user(DEBT));
        assertThat(redis.key().pttl(key)).isBetween(2 * TOKEN.toMillis() - SLOW, 2 * TOKEN.toMillis());
        empty(user(DEBT));
        for (int i = 0; i < 30; i++) {
            take(user(DEBT));
        }
        long longest = TOKEN.multipliedBy(BURST).plus(DEBT.longest()).toMillis();
        assertThat(redis.key().pttl(key)).isBetween(longest - SLOW, longest);
    }

    @Test
    void givenTwoBuckets_tokensAreTakenOfBothOrOfNone() {
        // Given
        Draw address = address(new Rate(2, 0.01));
        assertThat(take(user(DEBT), address).tokensLeft()).isEqualTo(1);
        take(user(DEBT), address);
        // When
        Outcome refused = take(user(DEBT), address);
        // Then
        assertThat(refused.refusedBy()).isEqualTo(1);
        assertThat(refused.waitMillis()).isCloseTo(TOKEN.toMillis(), within(SLOW));
        assertThat(take(user(DEBT)).tokensLeft()).isEqualTo(BURST - 3);
    }

    @Test
    void givenBothRefuse_theLongerWaitIsTold() {
        // Given
        Draw slow = address(new Rate(1, 0.001));
        take(slow);
        empty(user(DEBT));
        // When
        Outcome refused = take(user(DEBT), slow);
        // Then
        assertThat(refused.refusedBy()).isEqualTo(1);
        assertThat(refused.waitMillis()).isCloseTo(1_000_000, within(SLOW));
    }

    @Test
    void givenClockSetBack_nobodyWaitsForItToComeRound() {
        // Given
        clock.advance(Duration.ofDays(1));
        empty(user(DEBT));
        // When
        clock.reset();
        // Then
        assertThat(take(user(DEBT)).waitMillis())
                .isEqualTo(TOKEN.plus(DEBT.longest()).toMillis());
    }

    @Test
    void givenOtherActionUserOrConcert_theirBucketsAreFull() {
        empty(user(DEBT));
        assertThat(buckets.take(LimitedAction.RESERVE, concert, List.of(user(DEBT)))
                        .join()
                        .isRefused())
                .isFalse();
        assertThat(buckets.take(LimitedAction.ENTER, UUID.randomUUID(), List.of(user(DEBT)))
                        .join()
                        .isRefused())
                .isFalse();
        var other = new Draw(LimitedBy.USER, UUID.randomUUID().toString(), RATE, -1, DEBT);
        assertThat(take(other).isRefused()).isFalse();
        assertThat(buckets.take(LimitedAction.CHARGE, null, List.of(user(DEBT), address(RATE)))
                        .join()
                        .isRefused())
                .isFalse();
    }

    @Test
    void givenManyAtOnce_exactlyTheBurstPass() throws Exception {
        Callable<Boolean> call = () -> !take(user(DEBT)).isRefused();
        List<Boolean> passed = Race.between(Collections.nCopies(40, call));
        assertThat(Collections.frequency(passed, true)).isEqualTo(BURST);
    }

    @Test
    void givenTokensCountedByTheClient_whenManyAskAtOnce_thenTooManyPass() throws Exception {
        // Given the same race without the script: look, then write, with a pause between that any network can make
        String key = "onsale:{" + concert + "}:counted";
        var values = redis.value(String.class, Long.class);
        values.set(key, (long) BURST);
        var pause = new CyclicBarrier(12);
        Callable<Boolean> call = () -> {
            long left = values.get(key);
            pause.await();
            if (left > 0) {
                values.set(key, left - 1);
            }
            return left > 0;
        };
        // When
        List<Boolean> passed = Race.between(Collections.nCopies(12, call));
        redis.key().del(key);
        // Then the assertion of the guarded race fails
        assertThatThrownBy(() -> assertThat(Collections.frequency(passed, true)).isEqualTo(BURST))
                .isInstanceOf(AssertionError.class);
    }

    private Outcome take(Draw... draws) {
        return buckets.take(LimitedAction.ENTER, concert, List.of(draws)).join();
    }

    private void empty(Draw draw) {
        for (int i = 0; i < BURST && !take(draw).isRefused(); i++) {}
    }

    private Draw user(Debt debt) {
        return new Draw(LimitedBy.USER, user, RATE, -1, debt);
    }

    private Draw owing(long letByMillisAgo) {
        return new Draw(LimitedBy.USER, user, RATE, letByMillisAgo, DEBT);
    }

    private static Draw address(Rate rate) {
        return new Draw(LimitedBy.ADDRESS, "203.0.113.1", rate, -1, Debt.NONE);
    }
}
