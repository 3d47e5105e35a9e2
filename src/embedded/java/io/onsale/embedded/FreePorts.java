package io.onsale.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** A supply of free ports. */
public final class FreePorts {

    private static final Set<Integer> TAKEN = new HashSet<>();

    private FreePorts() {}

    /**
     * The range lies below the ports that the system gives to outgoing connections, one of which could take a port before its server binds
     * it.
     */
    private static final int FIRST = 15_000;

    private static final int LAST = 32_000;

    /** Returns {@code count} different ports. */
    public static synchronized List<Integer> take(int count) {
        return ThreadLocalRandom.current()
                .ints(FIRST, LAST)
                .filter(port -> !TAKEN.contains(port) && isFree(port))
                .peek(TAKEN::add)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
