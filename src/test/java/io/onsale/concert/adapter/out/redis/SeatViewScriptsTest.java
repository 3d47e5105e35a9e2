package io.onsale.concert.adapter.out.redis;

import static io.onsale.concert.SeatingPlanFixture.aPlanOf;
import static io.onsale.concert.domain.SeatStatus.ASSIGNED;
import static io.onsale.concert.domain.SeatStatus.AVAILABLE;
import static io.onsale.concert.domain.SeatStatus.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.onsale.Race;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.port.out.OccupancyView;
import io.onsale.platform.redis.ConcertKeys;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of the seat-occupancy view, on a real Redis that does not know them yet. */
@QuarkusTest
class SeatViewScriptsTest {
    private static final Duration LIFE = Duration.ofSeconds(10);

    @Inject
    OccupancyView view;

    @Inject
    RedisDataSource redis;

    private final SeatingPlan plan = aPlanOf(4);

    @BeforeEach
    void startWithUnknownScripts() {
        redis.execute("SCRIPT", "FLUSH");
    }

    // take_stamp

    @Test
    void stamps_fromManyClients_areAllDifferentAndTellTheTime() throws Exception {
        Callable<List<Long>> many = () -> {
            var stamps = new ArrayList<Long>();
            for (int i = 0; i < 500; i++) {
                stamps.add(view.stamp(plan));
            }
            return stamps;
        };
        List<List<Long>> stamps = Race.between(Collections.nCopies(8, many));
        assertThat(stamps).allSatisfy(own -> assertThat(own).isSorted());
        assertThat(new HashSet<>(stamps.stream().flatMap(List::stream).toList()))
                .hasSize(4000);
        assertThat(stamps.get(0).get(0) / 1_000_000).isCloseTo(System.currentTimeMillis() / 1000, within(60L));
    }

    // fill_view

    @Test
    void givenNoView_fill_writesOneThatEnds() {
        // When
        view.fill(plan, view.stamp(plan), List.of(AVAILABLE, RESERVED, ASSIGNED, AVAILABLE));
        // Then
        assertThat(view.statuses(plan)).hasValue(List.of(AVAILABLE, RESERVED, ASSIGNED, AVAILABLE));
        assertThat(available()).isEqualTo(2);
        for (String key : keys()) {
            assertThat(redis.key().pttl(key)).isBetween(1L, LIFE.toMillis());
        }
    }

    @Test
    void givenView_fill_leavesIt() {
        fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
        long later = view.stamp(plan);
        view.fill(plan, later, List.of(ASSIGNED, ASSIGNED, ASSIGNED, ASSIGNED));
        assertThat(view.statuses(plan)).hasValue(List.of(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE));
        assertThat(available()).isEqualTo(4);
    }

    @Test
    void givenReadOfSomeTimeAgo_fill_endsAsIfWrittenThen() {
        view.fill(plan, view.stamp(plan) - 4_000_000, Collections.nCopies(4, AVAILABLE));
        assertThat(redis.key().pttl(keys().get(0))).isBetween(1L, 6_000L);
    }

    @Test
    void givenReadOfTooLongAgo_fill_writesNothing() {
        view.fill(plan, view.stamp(plan) - 5_001_000, Collections.nCopies(4, AVAILABLE));
        assertThat(view.statuses(plan)).isEmpty();
        assertThat(view.available(plan.concertId(), List.of(plan.concertDateId())))
                .isEmpty();
    }

    @Test
    void givenHalfOfAView_fill_writesItAnew() {
        fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
        redis.key().del(keys().get(1));
        fill(ASSIGNED, AVAILABLE, AVAILABLE, AVAILABLE);
        assertThat(view.statuses(plan)).hasValue(List.of(ASSIGNED, AVAILABLE, AVAILABLE, AVAILABLE));
    }

    // refresh_view

    @Test
    void givenNoViewOrHalfOfOne_refresh_saysSoAndWritesNothing() {
        assertThat(refresh(view.stamp(plan), 1, RESERVED)).isFalse();
        assertThat(redis.key().exists(keys().toArray(new String[0]))).isZero();
        for (String key : keys()) {
            fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
            redis.key().del(key);
            assertThat(refresh(view.stamp(plan), 1, RESERVED)).isFalse();
            redis.key().del(keys().toArray(new String[0]));
        }
    }

    @Test
    void givenView_refresh_writesTheSeatsAndNothingElse() {
        // Given
        fill(AVAILABLE, AVAILABLE, RESERVED, RESERVED);
        redis.key().pexpire(keys().get(0), 5_000);
        // When
        boolean done = view.refresh(
                plan,
                view.stamp(plan),
                Map.of(
                        plan.seats().get(1), RESERVED,
                        plan.seats().get(2), ASSIGNED,
                        plan.seats().get(3), AVAILABLE));
        // Then
        assertThat(done).isTrue();
        assertThat(view.statuses(plan)).hasValue(List.of(AVAILABLE, RESERVED, ASSIGNED, AVAILABLE));
        assertThat(available()).isEqualTo(2);
        assertThat(redis.key().pttl(keys().get(0))).isBetween(1L, 5_000L);
        assertThat(redis.key().pttl(keys().get(1))).isPositive();
        assertThat(redis.key().pttl(keys().get(2))).isPositive();
    }

    @Test
    void givenRefreshedSeat_refreshAgain_changesNothing() {
        fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
        long stamp = view.stamp(plan);
        refresh(stamp, 1, RESERVED);
        assertThat(refresh(stamp, 1, RESERVED)).isTrue();
        assertThat(refresh(view.stamp(plan), 1, RESERVED)).isTrue();
        assertThat(available()).isEqualTo(3);
    }

    @Test
    void givenLaterRead_refreshOfAnEarlierOne_changesNothing() {
        fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
        long earlier = view.stamp(plan);
        long later = view.stamp(plan);
        refresh(later, 1, ASSIGNED);
        assertThat(refresh(earlier, 1, RESERVED)).isTrue();
        assertThat(view.statuses(plan)).hasValue(List.of(ASSIGNED, AVAILABLE, AVAILABLE, AVAILABLE));
        // The other seats have not been read since.
        refresh(earlier, 2, RESERVED);
        assertThat(view.statuses(plan)).hasValue(List.of(ASSIGNED, RESERVED, AVAILABLE, AVAILABLE));
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void givenManyClients_refreshTheSameSeats_theLatestReadOfEachStays() throws Exception {
        fill(AVAILABLE, AVAILABLE, AVAILABLE, AVAILABLE);
        long first = view.stamp(plan);
        var random = new Random(7);
        var expected = new SeatStatus[4];
        var calls = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 64; i++) {
            int number = 1 + i % 4;
            SeatStatus status = SeatStatus.values()[random.nextInt(3)];
            expected[number - 1] = status;
            long stamp = first + i;
            calls.add(() -> refresh(stamp, number, status));
        }
        Collections.shuffle(calls, random);
        assertThat(Race.between(calls)).containsOnly(true);
        assertThat(view.statuses(plan)).hasValue(List.of(expected));
        assertThat(available()).isEqualTo(Collections.frequency(List.of(expected), AVAILABLE));
    }

    // read_view

    @Test
    void givenSomeViews_available_tellsOfThoseOnly() {
        fill(AVAILABLE, RESERVED, AVAILABLE, AVAILABLE);
        SeatingPlan other = aPlanOf(plan.concertId(), 2);
        view.fill(other, view.stamp(other), List.of(ASSIGNED, ASSIGNED));
        ConcertDateId none = aPlanOf(1).concertDateId();
        assertThat(view.available(plan.concertId(), List.of(none, plan.concertDateId(), other.concertDateId())))
                .isEqualTo(Map.of(plan.concertDateId(), 3, other.concertDateId(), 0));
    }

    private void fill(SeatStatus... statuses) {
        view.fill(plan, view.stamp(plan), List.of(statuses));
    }

    private boolean refresh(long stamp, int number, SeatStatus status) {
        return view.refresh(plan, stamp, Map.of(plan.seats().get(number - 1), status));
    }

    private int available() {
        return view.available(plan.concertId(), List.of(plan.concertDateId())).get(plan.concertDateId());
    }

    private List<String> keys() {
        var keys = new ConcertKeys(plan.concertId().value());
        var date = plan.concertDateId().value();
        return List.of(keys.seats(date), keys.seatsRead(date), keys.seatsLeft(date));
    }
}
