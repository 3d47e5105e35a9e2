package io.onsale.queue.domain;

import static io.onsale.queue.QueueFixture.aPolicy;
import static io.onsale.queue.QueueFixture.aTicket;
import static io.onsale.queue.QueueFixture.openWith;
import static io.onsale.queue.QueueFixture.openingAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.concert.domain.Sale;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutlookTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void givenActiveTurn_whenLooking_thenNoWaitIsLeft() {
        // Given
        Turn turn = Turn.active(aTicket(), NOW, NOW.plusSeconds(300));
        // When
        Outlook outlook = Outlook.of(turn, openWith(50), OptionalDouble.of(2), NOW);
        // Then
        assertThat(outlook.waitSeconds()).hasValue(0);
        assertThat(outlook.waitMinutes()).hasValue(0);
        assertThat(outlook.pollAfterMillis()).isEqualTo(5000);
    }

    @Test
    void givenNothingMeasured_whenLooking_thenWaitIsUnknown() {
        // When
        Outlook outlook = Outlook.of(Turn.waiting(aTicket(), 7), openWith(50), OptionalDouble.empty(), NOW);
        // Then
        assertThat(outlook.waitSeconds()).isEqualTo(OptionalLong.empty());
        assertThat(outlook.waitMinutes()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void givenMeasuredRate_whenLooking_thenWaitIsRoundedUp() {
        // When
        Outlook outlook = Outlook.of(Turn.waiting(aTicket(), 181), openWith(50), OptionalDouble.of(3), NOW);
        // Then
        assertThat(outlook.waitSeconds()).hasValue(61);
        assertThat(outlook.waitMinutes()).hasValue(2);
    }

    @Test
    void givenConcertNotOpenYet_whenLooking_thenTimeToTheOpeningIsAdded() {
        // When
        Outlook outlook =
                Outlook.of(Turn.waiting(aTicket(), 10), openingAt(NOW.plusSeconds(90)), OptionalDouble.of(5), NOW);
        // Then
        assertThat(outlook.waitSeconds()).hasValue(92);
    }

    @Test
    void givenAnyPosition_whenLooking_thenIntervalNeitherShowsOldPositionsNorCostsTheTurn() {
        for (int claimSeconds : new int[] {QueuePolicy.MIN_CLAIM_SECONDS, 5, 20, 600}) {
            var terms =
                    new QueueTerms(aPolicy(50, OptionalInt.empty(), claimSeconds, 300, false, 0), NOW, Sale.TO_COME);
            for (long position : new long[] {1, 2, 10, 100, 1_000_000}) {
                for (OptionalDouble pace :
                        List.of(OptionalDouble.empty(), OptionalDouble.of(0.01), OptionalDouble.of(1000))) {
                    // When
                    Outlook outlook = Outlook.of(Turn.waiting(aTicket(position * 13), position), terms, pace, NOW);
                    // Then
                    assertThat(outlook.pollAfterMillis()).isBetween(1000L, claimSeconds * 1000L / 2);
                }
            }
        }
    }

    @Test
    void givenManyAtTheBack_whenLooking_thenTheyAreSpreadAndAskLessOftenThanTheFront() {
        // When
        long[] back = LongStream.range(0, 100)
                .map(i -> Outlook.of(
                                Turn.waiting(aTicket(5000 + i), 5000 + i), openWith(50), OptionalDouble.of(10), NOW)
                        .pollAfterMillis())
                .toArray();
        long front = Outlook.of(Turn.waiting(aTicket(), 1), openWith(50), OptionalDouble.of(10), NOW)
                .pollAfterMillis();
        // Then
        assertThat(LongStream.of(back).distinct().count()).isGreaterThan(15);
        assertThat(back[0]).isGreaterThan(8000);
        assertThat(front).isLessThan(1300);
    }
}
