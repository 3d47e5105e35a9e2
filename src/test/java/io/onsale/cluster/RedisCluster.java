package io.onsale.cluster;

import static org.awaitility.Awaitility.await;

import io.onsale.RawRedis;
import io.onsale.embedded.EmbeddedServers;
import io.onsale.embedded.FreePorts;
import io.onsale.embedded.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three masters without replicas, each with a third of the slots. A master that was killed and is
 * started again is empty. The processes end with this JVM, however it ends.
 */
final class RedisCluster implements AutoCloseable {
    static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    /** The distance from a node's own port to the port on which it listens for other nodes. */
    private static final int BUS = 10_000;
    /** The last port of FreePorts: above it, outgoing connections may take a port. */
    private static final int LAST_PORT = 32_000;

    private final List<Integer> ports;
    private final List<ServerProcess> masters;

    static RedisCluster start(String name) {
        Path directory = Path.of("target", "embedded", name).toAbsolutePath();
        return EmbeddedServers.onEmptyData(directory, () -> new RedisCluster(directory));
    }

    private RedisCluster(Path directory) {
        ports = Stream.generate(() -> FreePorts.take(1).get(0))
                .filter(port -> port + BUS < LAST_PORT)
                .limit(MASTERS)
                .toList();
        masters = ports.stream()
                .map(port -> new ServerProcess(
                        System.getProperty("java.class.path"),
                        directory,
                        directory.resolve(port + ".log"),
                        "64m",
                        List.of("redis-node " + port)))
                .toList();
        var starting = masters.stream()
                .map(master -> CompletableFuture.runAsync(master::start, task -> new Thread(task).start()))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(starting).join();
            join();
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void join() {
        for (int i = 0; i < MASTERS; i++) {
            var assign = new ArrayList<Object>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS).forEach(assign::add);
            ask(i, assign.toArray());
            // Otherwise two nodes that choose the same number find out only when they have met.
            ask(i, "CLUSTER", "SET-CONFIG-EPOCH", i + 1);
        }
        for (int i = 1; i < MASTERS; i++) {
            ask(0, "CLUSTER", "MEET", "127.0.0.1", ports.get(i));
        }
        awaitOk();
    }

    /** Waits until all three nodes report that the cluster is complete. */
    void awaitOk() {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> IntStream.range(0, MASTERS)
                .allMatch(i -> {
                    String info = ask(i, "CLUSTER", "INFO").toString();
                    return info.contains("cluster_state:ok")
                            && info.contains("cluster_slots_ok:" + SLOTS)
                            && info.contains("cluster_known_nodes:" + MASTERS);
                }));
    }

    /** The settings of the application that lead to this cluster. */
    Map<String, String> settings() {
        return Map.of(
                "quarkus.redis.client-type",
                "cluster",
                "quarkus.redis.hosts",
                ports.stream().map(port -> "redis://127.0.0.1:" + port).collect(Collectors.joining(",")));
    }

    ServerProcess process(int master) {
        return masters.get(master);
    }

    int port(int master) {
        return ports.get(master);
    }

    Object ask(int master, Object... command) {
        return RawRedis.ask(ports.get(master), command);
    }

    /** The index of the master that has the slot, as the first master knows. */
    int masterOf(long slot) {
        for (Object range : (List<?>) ask(0, "CLUSTER", "SLOTS")) {
            var words = (List<?>) range;
            if ((Long) words.get(0) <= slot && slot <= (Long) words.get(1)) {
                return ports.indexOf(((Long) ((List<?>) words.get(2)).get(1)).intValue());
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    long slot(String key) {
        return (Long) ask(0, "CLUSTER", "KEYSLOT", key);
    }

    /**
     * Divides the keys of the slot between two masters: {@code from} keeps those that exist, {@code to} gets all new
     * ones.
     */
    void beginToMove(long slot, int from, int to) {
        ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        ask(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    }

    void endToMove(long slot, int from, int to) {
        var keys = (List<?>) ask(from, "CLUSTER", "GETKEYSINSLOT", slot, 1000);
        if (!keys.isEmpty()) {
            var migrate = new ArrayList<Object>(List.of("MIGRATE", "127.0.0.1", port(to), "", 0, 5000, "KEYS"));
            migrate.addAll(keys);
            ask(from, migrate.toArray());
        }
        ask(to, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
        ask(from, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
    }

    private String id(int master) {
        return ask(master, "CLUSTER", "MYID").toString();
    }

    /** The number of times that the master has answered with this error. */
    long errors(int master, String code) {
        return ask(master, "INFO", "errorstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("errorstat_" + code + ":count="))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf('=') + 1).strip()))
                .sum();
    }

    @Override
    public void close() {
        masters.forEach(ServerProcess::kill);
    }
}
