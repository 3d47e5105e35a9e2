package io.onsale.queue.adapter.out.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.AdmissionRate;
import io.onsale.queue.domain.QueueLook;
import io.onsale.queue.domain.QueueSnapshot;
import io.onsale.queue.domain.QueueTerms;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;

/** One queue as this instance follows it: the last snapshot, and the users who left at this instance since. */
final class FollowedQueue {
    /**
     * Less than the shortest interval at which clients are told to poll, see {@link io.onsale.queue.domain.Outlook}.
     */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    /** Older figures are not reported: other instances may still reach Redis, and have better ones. */
    private static final long REPORTED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The least time between two looks at a queue in which nobody waits. */
    private static final long USED_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The time without a request after which this instance forgets the queue. */
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ConcertId concertId;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final AdmissionRate rate = new AdmissionRate();
    private final Set<Long> leftHere = ConcurrentHashMap.newKeySet();
    private volatile QueueSnapshot snapshot = QueueSnapshot.NONE;
    private final LongAccumulator numberGivenOut = new LongAccumulator(Math::max, 0);
    private volatile long usedNanos = System.nanoTime() - IDLE_NANOS;
    private volatile long notedNanos = usedNanos;
    private volatile long lookedNanos = usedNanos;
    private volatile long newWaiterNanos = usedNanos;
    private volatile boolean waitedIn;
    private volatile boolean waitedInElsewhere;
    private volatile long elsewhereNanos;
    private volatile long slotsFree;
    private final Entrance entrance;
    private final QueueMeters meters;

    FollowedQueue(ConcertId concertId, EnterQueueScript enterQueue, MeterRegistry metrics) {
        this.concertId = concertId;
        this.entrance = new Entrance(concertId, enterQueue, this::lastKnown, Entrance.TOGETHER);
        this.meters = new QueueMeters(concertId, this, metrics);
    }

    QueueSnapshot snapshot() {
        return snapshot;
    }

    Entrance entrance() {
        return entrance;
    }

    /** The last number of the queue that this instance knows to have been given out; 0 where it knows of none. */
    long lastKnown() {
        return Math.max(snapshot.last(), numberGivenOut.get());
    }

    void gaveOut(long number) {
        numberGivenOut.accumulate(number);
    }

    boolean isFresh() {
        return snapshot.base() > 0 && System.nanoTime() - snapshot.takenNanos() < FRESH_NANOS;
    }

    /** Looks at the queue unless a look is under way: a second one would read the same leavers twice. */
    CompletionStage<Void> refresh(AdmitWaitingScript script, UUID instance, QueueTerms terms) {
        if (!refreshing.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        QueueSnapshot before = snapshot;
        long takenNanos = System.nanoTime();
        lookedNanos = takenNanos;
        return CompletableFuture.completedFuture(null)
                .thenCompose(begin -> script.run(instance, concertId, terms, before, lastKnown()))
                .thenAccept(look -> accept(before, takenNanos, terms, look))
                .whenComplete((done, failure) -> refreshing.set(false));
    }

    private void accept(QueueSnapshot before, long takenNanos, QueueTerms terms, QueueLook look) {
        QueueSnapshot next = before.next(takenNanos, look, rate.measure(look.nowMillis(), look.admitted()));
        snapshot = next;
        boolean admits =
                !terms.policy().paused() && look.nowMillis() >= terms.openTime().toEpochMilli();
        slotsFree = admits ? Math.max(0, terms.policy().maxActive() - look.active()) : 0;
        admitted(look.admittedHere());
        if (!leftHere.isEmpty()) {
            leftHere.removeIf(sequence -> sequence < next.head() || next.hasLeft(sequence));
        }
        // The look may have missed a user who began to wait while it was under way.
        waitedIn = next.waiting() > 0 || newWaiterNanos - takenNanos >= 0;
    }

    /** Counts users whom this instance has admitted. */
    void admitted(long number) {
        meters.admitted(number);
    }

    double waiting() {
        return reported(snapshot.waiting());
    }

    double active() {
        return reported(snapshot.active());
    }

    double slotsFree() {
        return reported(slotsFree);
    }

    private double reported(long seen) {
        return System.nanoTime() - snapshot.takenNanos() < REPORTED_NANOS ? seen : Double.NaN;
    }

    /** Ends the reports about this queue. */
    void forget() {
        meters.remove();
    }

    /** Remembers a user who left here, who must not be told a moment later that they still wait. */
    void leftHere(long sequence) {
        leftHere.add(sequence);
    }

    boolean hasLeft(long sequence) {
        return !leftHere.isEmpty() && leftHere.contains(sequence) || snapshot.hasLeft(sequence);
    }

    /** Notes a request for the queue at this instance. */
    void use() {
        usedNanos = System.nanoTime();
    }

    /** Notes that somebody waits in the queue, as Redis has just answered. */
    void waitedIn() {
        newWaiterNanos = System.nanoTime();
        waitedIn = true;
    }

    /** Whether somebody waits in the queue, as far as this instance has seen itself. */
    boolean isWaitedIn() {
        return waitedIn;
    }

    /** Notes whether instances tell each other that somebody waits in the queue. */
    void waitedInElsewhere(boolean told) {
        if (told && !waitedInElsewhere) {
            elsewhereNanos = System.nanoTime();
        }
        waitedInElsewhere = told;
    }

    /** Whether a look since has shown that what the instances tell is no longer so. */
    boolean isToldInVain() {
        return waitedInElsewhere && !waitedIn && snapshot.takenNanos() - elsewhereNanos > 0;
    }

    /**
     * Whether a look is due. Users who wait are to be let in and told their positions; where nobody waits, a look now and then keeps the
     * figures of a queue that is used.
     */
    boolean isLookDue() {
        return waitedIn
                || waitedInElsewhere
                || usedNanos - lookedNanos > 0 && System.nanoTime() - lookedNanos >= USED_NANOS;
    }

    /** Whether it is to be noted that the queue is used: true once a minute while it is. */
    boolean isNoteDue() {
        long now = System.nanoTime();
        boolean due = usedNanos - notedNanos > 0 && now - notedNanos >= IDLE_NANOS;
        if (due) {
            notedNanos = now;
        }
        return due;
    }

    /** Whether nobody has asked for the queue for a minute and nobody waits in it. */
    boolean isIdle() {
        return !waitedIn && !waitedInElsewhere && System.nanoTime() - usedNanos >= IDLE_NANOS;
    }
}
