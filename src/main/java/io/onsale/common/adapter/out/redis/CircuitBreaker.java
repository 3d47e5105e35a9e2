package io.onsale.common.adapter.out.redis;

import java.util.concurrent.TimeUnit;

/**
 * Opens after some failures in a row; then one call a second finds out whether it may close. Of our own, since that of SmallRye Fault
 * Tolerance hands an asynchronous result back to the pool that its caller came from (ADR 15).
 */
final class CircuitBreaker {
    private static final int FAILURES = 8;
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String server;
    private volatile int failures;
    private volatile boolean open;
    private long probedNanos;

    /** @param server what it is called in the log */
    CircuitBreaker(String server) {
        this.server = server;
    }

    boolean permits() {
        return !open || isProbe();
    }

    boolean isOpen() {
        return open;
    }

    private synchronized boolean isProbe() {
        long now = System.nanoTime();
        boolean due = open && now - probedNanos >= PROBE_NANOS;
        if (due) {
            probedNanos = now;
        }
        return due;
    }

    /** Returns whether this has opened it. */
    synchronized boolean failed() {
        if (open || ++failures < FAILURES) {
            return false;
        }
        open = true;
        probedNanos = System.nanoTime();
        return true;
    }

    /** Returns whether this has closed it. */
    boolean succeeded() {
        return (failures > 0 || open) && close();
    }

    private synchronized boolean close() {
        boolean closed = open;
        failures = 0;
        open = false;
        return closed;
    }

    @Override
    public String toString() {
        return server;
    }
}
