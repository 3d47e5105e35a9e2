package io.onsale.queue.domain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** The rate of admissions a second over a sliding window of 30 s, by the clock of the queue. Not thread-safe. */
public final class AdmissionRate {
    private static final long WINDOW_MILLIS = 30_000;
    private static final long SAMPLE_MILLIS = 1000;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atMillis, long admitted) {}

    /**
     * Adds what a look has shown, and measures.
     *
     * @param nowMillis the time of the look, ms since the epoch
     * @param admitted the number of admissions since the queue began
     * @return empty until the looks cover a second, and if nobody was admitted
     */
    public OptionalDouble measure(long nowMillis, long admitted) {
        Sample last = samples.peekLast();
        if (last != null && (nowMillis < last.atMillis || admitted < last.admitted)) {
            samples.clear(); // the queue was lost and began again
            last = null;
        }
        if (last == null || nowMillis - last.atMillis >= SAMPLE_MILLIS) {
            samples.addLast(new Sample(nowMillis, admitted));
        }
        while (samples.size() > 1 && nowMillis - samples.peekFirst().atMillis > WINDOW_MILLIS) {
            samples.removeFirst();
        }
        Sample first = samples.peekFirst();
        long millis = nowMillis - first.atMillis;
        if (millis < SAMPLE_MILLIS || admitted == first.admitted) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((admitted - first.admitted) * 1000.0 / millis);
    }
}
