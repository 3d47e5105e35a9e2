package io.onsale.platform.redis;

import java.util.concurrent.TimeUnit;

/**
 * A circuit breaker before one Redis server: it opens after eight failures in a row; then one probe a second finds out whether it may
 * close. The breaker of SmallRye Fault Tolerance hands an asynchronous result back to the pool that its caller came from, so this is our
 * own (ADR 15).
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

    boolean isOpen() {
        return open;
    }

    /** True once a second while the breaker is open, for the caller that is to send the probe. */
    synchronized boolean isProbeDue() {
        long now = System.nanoTime();
        boolean due = open && now - probedNanos >= PROBE_NANOS;
        if (due) {
            probedNanos = now;
        }
        return due;
    }

    /**
     * Returns whether this failure has opened the breaker.
     *
     * @param lasting the server has said that the next request will fare no better: the breaker opens at once
     */
    synchronized boolean failed(boolean lasting) {
        if (open || ++failures < FAILURES && !lasting) {
            return false;
        }
        open = true;
        probedNanos = System.nanoTime();
        return true;
    }

    /** Ends the row of failures. An open breaker stays open: an answer to a request from before it opened says nothing about now. */
    void succeeded() {
        if (failures > 0) {
            endRow();
        }
    }

    private synchronized void endRow() {
        if (!open) {
            failures = 0;
        }
    }

    /** Closes the breaker after a successful probe. Returns whether it was open. */
    synchronized boolean close() {
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
