package io.onsale.platform.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The memory of answers that the clients of this process have not taken yet (ADR 46). It is bounded: beyond the bound the clients that take
 * the fewest bytes a second lose their connections, never one that reads as fast as others. Bytes that several connections share count
 * once.
 */
final class UnsentAnswers {
    /** The most that stands before the socket of one connection. */
    private static final int OF_A_CONNECTION = PacedAnswers.BEFORE_THE_SOCKET.high() + PacedAnswers.PIECE;

    private final Map<PacedAnswers, List<byte[]>> behind = new HashMap<>();
    private final Map<byte[], Integer> readers = new IdentityHashMap<>();
    private final LongAdder cutLate = new LongAdder();
    private final LongAdder cutForRoom = new LongAdder();
    private final long maxBytes;
    private final Duration patience;
    private volatile long bytes;

    /** @param patience the period in each of which a client must take enough of its answer */
    UnsentAnswers(long maxBytes, Duration patience) {
        this.maxBytes = maxBytes;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    LongAdder cutLate() {
        return cutLate;
    }

    void measure(MeterRegistry metrics) {
        Gauge.builder("onsale.http.unsent.bytes", () -> bytes)
                .description("Memory of answers that clients have not taken yet")
                .baseUnit("bytes")
                .register(metrics);
        measure(metrics, "late", cutLate);
        measure(metrics, "full", cutForRoom);
    }

    private static void measure(MeterRegistry metrics, String reason, LongAdder cut) {
        FunctionCounter.builder("onsale.http.cut", cut, LongAdder::sum)
                .description("Connections that were closed because their clients did not take the answer")
                .tag("reason", reason)
                .register(metrics);
    }

    synchronized void begin(PacedAnswers connection) {
        if (behind.putIfAbsent(connection, new ArrayList<>(1)) == null) {
            bytes += OF_A_CONNECTION;
            makeRoom();
        }
    }

    synchronized void hold(PacedAnswers connection, ByteBuf answer) {
        if (answer.hasArray() && behind.containsKey(connection)) {
            behind.get(connection).add(answer.array());
            if (readers.merge(answer.array(), 1, Integer::sum) == 1) {
                bytes += answer.array().length;
                makeRoom();
            }
        }
    }

    synchronized void end(PacedAnswers connection) {
        List<byte[]> held = behind.remove(connection);
        if (held == null) {
            return;
        }
        bytes -= OF_A_CONNECTION;
        for (byte[] array : held) {
            if (readers.merge(array, -1, Integer::sum) == 0) {
                readers.remove(array);
                bytes -= array.length;
            }
        }
    }

    private void makeRoom() {
        if (bytes <= maxBytes) {
            return;
        }
        List<PacedAnswers> slowestFirst = new ArrayList<>(behind.keySet());
        Map<PacedAnswers, Double> paces = new HashMap<>();
        slowestFirst.forEach(connection -> paces.put(connection, connection.pace()));
        slowestFirst.sort(Comparator.comparing(paces::get));
        for (PacedAnswers slowest : slowestFirst) {
            if (bytes <= maxBytes) {
                return;
            }
            end(slowest);
            cutForRoom.increment();
            slowest.cut();
        }
    }
}
