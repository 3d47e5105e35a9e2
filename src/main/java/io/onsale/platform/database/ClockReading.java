package io.onsale.platform.database;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A reading of the database's clock, as its difference to {@link System#nanoTime}. The answer was true at some instant between question and
 * answer: in the middle, give or take half of the round trip (Cristian's algorithm).
 *
 * @param errorNanos by how much the reading can be wrong at the time it is taken
 * @param takenNanos when it was taken, on this machine's {@link System#nanoTime}
 */
record ClockReading(long offsetNanos, long errorNanos, long takenNanos) {
    /** Two clocks drift apart by less than 0.5 ms a second, even while one of them is slewed. */
    private static final long NANOS_PER_DRIFT = 2_000;

    static ClockReading of(Instant told, long askedNanos, long answeredNanos) {
        long error = (answeredNanos - askedNanos) / 2;
        long epochNanos = TimeUnit.SECONDS.toNanos(told.getEpochSecond()) + told.getNano();
        return new ClockReading(epochNanos - (askedNanos + error), error, answeredNanos);
    }

    /**
     * Returns the next reading if it is as exact as this one is by now, or shows that the clock was set; else this reading. So the slow and
     * inexact answers of a busy database are left aside until there has been nothing better for long.
     */
    ClockReading orBetter(ClockReading next) {
        long errorByNow = errorNanos + (next.takenNanos - takenNanos) / NANOS_PER_DRIFT;
        boolean wasSet = Math.abs(next.offsetNanos - offsetNanos) > next.errorNanos + errorByNow;
        return next.errorNanos <= errorByNow || wasSet ? next : this;
    }

    Instant at(long nanoTime) {
        return Instant.ofEpochSecond(0, nanoTime + offsetNanos);
    }

    /** As {@link #at}, without an object, for frequent callers. */
    long millisAt(long nanoTime) {
        return Math.floorDiv(nanoTime + offsetNanos, 1_000_000L);
    }
}
