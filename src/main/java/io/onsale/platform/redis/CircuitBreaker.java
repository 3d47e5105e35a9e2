package io.onsale.platform.redis;

import java.util.concurrent.TimeUnit;

/**
 * A circuit breaker: it opens after some failures in a row; then one probe a second finds out whether it may close. Of our own, since that of SmallRye Fault
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

    boolean isOpen() {
        return open;
    }

    /** True once a second while it is open, for whoever is to find out. */
    synchronized boolean isProbeDue() {
        long now = System.nanoTime();
        boolean due = open && now - probedNanos >= PROBE_NANOS;
        if (due) {
            probedNanos = now;
        }
        return due;
    }

    /**
     * Returns whether this has opened it.
     *
     * @param lasting the server has said itself that the next one will fare no better: no more failures are waited for
     */
    synchronized boolean failed(boolean lasting) {
        if (open || ++failures < FAILURES && !lasting) {
            return false;
        }
        open = true;
        probedNanos = System.nanoTime();
        return true;
    }

    /** Ends the row of failures. What was asked before it opened may be answered after, which says nothing of now: so it does not close it. */
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

    /** The probe has succeeded. Returns whether this has closed it. */
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
