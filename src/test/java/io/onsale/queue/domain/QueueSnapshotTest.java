package io.onsale.queue.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueSnapshotTest {
    private static final long BASE = 1_000_000;

    @Test
    void givenNobodyLeft_positionIsTheDistanceToTheHead() {
        QueueSnapshot snapshot = QueueSnapshot.NONE.next(0, look(BASE + 10, BASE + 3, 0), OptionalDouble.empty());
        assertThat(snapshot.position(BASE + 3)).isEqualTo(1);
        assertThat(snapshot.position(BASE + 10)).isEqualTo(8);
    }

    @Test
    void givenLeaversAhead_positionIsWithoutThem_andTheyAreNotTold() {
        QueueSnapshot snapshot =
                QueueSnapshot.NONE.next(0, look(BASE + 10, BASE + 3, 0, BASE + 9, BASE + 4), OptionalDouble.empty());
        assertThat(snapshot.position(BASE + 10)).isEqualTo(6);
        assertThat(snapshot.hasLeft(BASE + 4)).isTrue();
        assertThat(snapshot.hasLeft(BASE + 5)).isFalse();
    }

    @Test
    void givenWaitersOfAnEarlierEpoch_theyAreAllAhead() {
        QueueSnapshot snapshot = QueueSnapshot.NONE.next(0, look(BASE + 10, BASE + 3, 5), OptionalDouble.empty());
        assertThat(snapshot.position(BASE + 3)).isEqualTo(6);
    }

    @Test
    void givenNumberThatNobodyHadAtTheLook_itIsNotCovered() {
        QueueSnapshot snapshot = QueueSnapshot.NONE.next(0, look(BASE + 10, BASE + 3, 0), OptionalDouble.empty());
        assertThat(snapshot.covers(BASE + 2)).isFalse();
        assertThat(snapshot.covers(BASE + 3)).isTrue();
        assertThat(snapshot.covers(BASE + 10)).isTrue();
        assertThat(snapshot.covers(BASE + 11)).isFalse();
    }

    /** The loss of a failover does not make the position of a waiter grow. */
    @Test
    void givenHeadThatWentBack_positionToldDoesNotGrow() {
        QueueSnapshot before = QueueSnapshot.NONE.next(0, look(BASE + 10, BASE + 5, 0), OptionalDouble.empty());
        QueueSnapshot after = before.next(1, look(BASE + 10, BASE + 3, 0), OptionalDouble.empty());
        assertThat(after.position(BASE + 10)).isEqualTo(before.position(BASE + 10));
    }

    /** The comparison is with a plain list: 1,000 steps of users who come, leave and are admitted. */
    @Test
    void positionIsThatInTheQueue_whoeverLeavesAndIsLetIn() {
        var random = new Random(1);
        List<Long> waiting = new ArrayList<>();
        List<Long> leavers = new ArrayList<>();
        long last = BASE;
        int told = 0;
        QueueSnapshot snapshot = QueueSnapshot.NONE;
        for (int step = 0; step < 1000; step++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                waiting.add(++last);
            }
            if (!waiting.isEmpty() && random.nextBoolean()) {
                leavers.add(waiting.remove(random.nextInt(waiting.size())));
            }
            if (!waiting.isEmpty() && random.nextInt(3) == 0) {
                waiting.remove(0);
            }
            long[] news = leavers.subList(told, leavers.size()).stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            told = leavers.size();
            long head = waiting.isEmpty() ? last + 1 : waiting.get(0);
            snapshot = snapshot.next(step, look(last, head, 0, told, news), OptionalDouble.empty());
            for (int i = 0; i < waiting.size(); i++) {
                assertThat(snapshot.covers(waiting.get(i))).isTrue();
                assertThat(snapshot.position(waiting.get(i))).isEqualTo(i + 1);
            }
        }
    }

    private static QueueLook look(long last, long head, long returning, long... leavers) {
        return look(last, head, returning, leavers.length, leavers);
    }

    private static QueueLook look(long last, long head, long returning, int leaversTotal, long[] leavers) {
        return new QueueLook(
                0, BASE, last, head, returning, last - head + 1, 0, 0, leaversTotal, leaversTotal, leavers, 0, 0, 0);
    }
}
