package io.onsale.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockReadingTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");
    /** Any value will do, also one that is about to overflow. */
    private static final long START = Long.MAX_VALUE - 1_000_000_000;

    @Test
    void givenRoundTrip_at_takesTheAnswerForTheTimeInItsMiddle() {
        ClockReading reading = ClockReading.of(NOON, START, START + millis(10));
        assertThat(reading.at(START + millis(5))).isEqualTo(NOON);
        assertThat(reading.at(START + millis(3_600_005))).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void givenExactReading_slowOne_isLeftAside() {
        ClockReading exact = reading(0, 2, 0);
        assertThat(exact.orBetter(reading(1_000, 200, 90))).isSameAs(exact);
    }

    @Test
    void givenNothingButSlowOnes_theyCountInTheEnd() {
        ClockReading exact = reading(0, 2, 0);
        ClockReading slow = reading(300_000, 200, 90);
        assertThat(exact.orBetter(slow)).isSameAs(slow);
    }

    @Test
    void givenExactReading_nextExactOne_counts() {
        ClockReading next = reading(1_000, 2, 0);
        assertThat(reading(0, 2, 0).orBetter(next)).isSameAs(next);
    }

    /** The clock is set like this when the database moves to a machine with another clock. */
    @Test
    void givenClockThatWasSet_evenSlowReading_counts() {
        ClockReading slow = reading(1_000, 200, -30_000);
        assertThat(reading(0, 2, 0).orBetter(slow)).isSameAs(slow);
    }

    /** @param wrongMillis the difference between the answer and the time that has passed here since NOON */
    private static ClockReading reading(long atMillis, long roundTripMillis, long wrongMillis) {
        long asked = START + millis(atMillis);
        Instant middle = NOON.plusMillis(atMillis).plusMillis(roundTripMillis / 2);
        return ClockReading.of(middle.plusMillis(wrongMillis), asked, asked + millis(roundTripMillis));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
