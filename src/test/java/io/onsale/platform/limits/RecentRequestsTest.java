package io.onsale.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Race;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final long LONGEST = 60_000;
    private static final long SUBJECT = 0x1234_5678_9ABC_DEF0L;
    /** A subject of the same slot of the table. */
    private static final long NEIGHBOUR = SUBJECT ^ 1L << 50;

    private static final long NOW = 1_790_000_000_000L;
    private static final long QUIET = 900;

    private final RecentRequests recent = new RecentRequests(LONGEST);

    @Test
    void givenQuietSubject_whenAsking_thenLetByOncePerInterval() {
        assertThat(recent.letBy(SUBJECT, NOW, QUIET)).isTrue();
        assertThat(recent.letBy(SUBJECT, NOW, QUIET)).isFalse();
        assertThat(recent.letBy(SUBJECT, NOW + QUIET - 1, QUIET)).isFalse();
        assertThat(recent.isQuiet(SUBJECT, NOW + QUIET - 1)).isFalse();
        assertThat(recent.letBy(SUBJECT, NOW + QUIET, QUIET)).isTrue();
    }

    @Test
    void givenLetBy_whenATokenIsAskedFor_thenItOwesOne_once() {
        // Given
        recent.letBy(SUBJECT, NOW, QUIET);
        // When
        long owes = recent.ask(SUBJECT, NOW + 300, QUIET);
        // Then
        assertThat(owes).isEqualTo(300);
        assertThat(recent.ask(SUBJECT, NOW + 400, QUIET)).isEqualTo(-1);
        assertThat(recent.letBy(SUBJECT, NOW + 400 + QUIET - 1, QUIET)).isFalse();
    }

    @Test
    void givenLetByLongAgo_whenATokenIsAskedFor_thenItOwesNone() {
        recent.letBy(SUBJECT, NOW, QUIET);
        assertThat(recent.ask(SUBJECT, NOW + QUIET, QUIET)).isEqualTo(-1);
    }

    @Test
    void givenRefused_untilTheTimeIsOver_thenRefusedAndThereafterToBeDecidedOn() {
        recent.refuse(SUBJECT, NOW + 2_000);
        assertThat(recent.refusedFor(SUBJECT, NOW)).isEqualTo(2_000);
        assertThat(recent.refusedFor(SUBJECT, NOW + 1_999)).isEqualTo(1);
        assertThat(recent.refusedFor(SUBJECT, NOW + 2_000)).isZero();
        assertThat(recent.isQuiet(SUBJECT, NOW + 2_000)).isFalse();
        assertThat(recent.letBy(SUBJECT, NOW + 2_000, QUIET)).isFalse();
        assertThat(recent.ask(SUBJECT, NOW + 2_000, QUIET)).isEqualTo(-1);
        assertThat(recent.letBy(SUBJECT, NOW + 2_000 + QUIET, QUIET)).isTrue();
    }

    @Test
    void givenRefused_whenAskingAllTheSame_thenLonger_butNotLongerThanTheLongest() {
        recent.refuse(SUBJECT, NOW + 2_000);
        assertThat(recent.refusedAgainFor(SUBJECT, NOW + 1_000, 240, 30_000)).isEqualTo(1_240);
        assertThat(recent.refusedAgainFor(SUBJECT, NOW + 1_000, 240, 30_000)).isEqualTo(1_480);
        for (int i = 0; i < 1_000; i++) {
            recent.refusedAgainFor(SUBJECT, NOW + 1_000, 240, 30_000);
        }
        assertThat(recent.refusedFor(SUBJECT, NOW + 1_000)).isEqualTo(30_000);
        assertThat(recent.refusedAgainFor(SUBJECT, NOW + 31_000, 240, 30_000)).isZero();
    }

    @Test
    void givenNeighbourOfTheSlot_thenNotTakenForIt() {
        recent.refuse(SUBJECT, NOW + 2_000);
        assertThat(recent.refusedFor(NEIGHBOUR, NOW)).isZero();
        assertThat(recent.letBy(NEIGHBOUR, NOW, QUIET)).isTrue();
        assertThat(recent.refusedFor(SUBJECT, NOW)).isZero();
        assertThat(recent.letBy(SUBJECT, NOW, QUIET)).isTrue();
    }

    @Test
    void givenClockSetBack_whenAsking_thenWhatWasNotedDoesNotCount() {
        recent.refuse(SUBJECT, NOW + 2_000);
        assertThat(recent.refusedFor(SUBJECT, NOW + 2_000 - LONGEST)).isEqualTo(LONGEST);
        assertThat(recent.refusedFor(SUBJECT, NOW + 1_999 - LONGEST)).isZero();
        assertThat(recent.letBy(SUBJECT, NOW + 1_999 - LONGEST, QUIET)).isTrue();
    }

    @Test
    void givenManyAtOnce_whenTheSubjectWasQuiet_thenExactlyOneIsLetBy() throws Exception {
        Callable<Boolean> call = () -> recent.letBy(SUBJECT, NOW, QUIET);
        List<Boolean> letBy = Race.between(Collections.nCopies(16, call));
        assertThat(Collections.frequency(letBy, true)).isEqualTo(1);
    }
}
