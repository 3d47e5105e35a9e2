package io.onsale.cluster;

import io.onsale.RawRedis;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A monitor of a Redis server: the texts of all scripts that it is sent while this is open. */
final class RedisMonitor implements AutoCloseable {
    private static final String EVAL = "] \"eval\" \"";

    private final Set<String> scripts = ConcurrentHashMap.newKeySet();
    private final RawRedis redis;

    RedisMonitor(int port) {
        redis = new RawRedis(port);
        redis.call("MONITOR");
        var listening = new Thread(this::listen, "redis-monitor");
        listening.setDaemon(true);
        listening.start();
    }

    private void listen() {
        try {
            while (true) {
                String line = redis.next().toString();
                int eval = line.indexOf(EVAL);
                if (eval >= 0) {
                    scripts.add(line.substring(eval + EVAL.length()));
                }
            }
        } catch (UncheckedIOException e) {
            // this monitor has been closed, or the server is gone
        }
    }

    /** Whether a script had this text in it. */
    boolean hasSeen(String text) {
        String printed = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return scripts.stream().anyMatch(script -> script.contains(printed));
    }

    @Override
    public void close() {
        redis.close();
    }
}
