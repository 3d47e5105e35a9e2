package io.onsale.platform.database;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What the database has said of the time, as the difference to {@link System#nanoTime}. The answer was true at some instant between
 * question and answer: in the middle, give or take half of the round trip.
 *
 * @param errorNanos by how much it can be wrong, when it is taken
 * @param takenNanos of this machine
 */
record ClockReading(long offsetNanos, long errorNanos, long takenNanos) {
    /** Two clocks drift apart by less than 0.5 ms a second, also while one of them is slewed. */
    private static final long NANOS_PER_DRIFT = 2_000;

    static ClockReading of(Instant told, long askedNanos, long answeredNanos) {
        long error = (answeredNanos - askedNanos) / 2;
        long epochNanos = TimeUnit.SECONDS.toNanos(told.getEpochSecond()) + told.getNano();
        return new ClockReading(epochNanos - (askedNanos + error), error, answeredNanos);
    }

    /**
     * The next one if it is as exact as this one is by now, or shows that the clock was set; else this one, so that answers of a busy
     * database, slow and of uncertain age, are left aside until there has been nothing better for long.
     */
    ClockReading orBetter(ClockReading next) {
        long errorByNow = errorNanos + (next.takenNanos - takenNanos) / NANOS_PER_DRIFT;
        boolean wasSet = Math.abs(next.offsetNanos - offsetNanos) > next.errorNanos + errorByNow;
        return next.errorNanos <= errorByNow || wasSet ? next : this;
    }

    Instant at(long nanoTime) {
        return Instant.ofEpochSecond(0, nanoTime + offsetNanos);
    }

    /** As {@link #at}, for those who ask so often that an object each would cost. */
    long millisAt(long nanoTime) {
        return Math.floorDiv(nanoTime + offsetNanos, 1_000_000L);
    }
}
