package io.onsale.cluster;

import static java.util.stream.Collectors.toMap;

import io.onsale.embedded.EmbeddedServers;
import io.onsale.embedded.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;

/**
 * MariaDB, Redis and three Kafka brokers, each of which can be killed and started again on its port: Redis comes back
 * empty, the others with their data. Their output is in {@code target/embedded/<name>}; they end with this JVM, however
 * it ends.
 */
public final class Servers implements AutoCloseable {
    private final ServerProcess mariaDb;
    private final ServerProcess redis;
    private final List<ServerProcess> brokers = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    public static Servers start(String name) {
        Path directory = Path.of("target", "embedded", name).toAbsolutePath();
        return EmbeddedServers.onEmptyData(directory, () -> new Servers(directory));
    }

    /** Starts another MariaDB, with an empty schema. */
    public static ServerProcess startMariaDb(String name, int port) {
        Path directory = Path.of("target", "embedded", name).toAbsolutePath();
        return EmbeddedServers.onEmptyData(directory, () -> {
            ServerProcess server = process(directory, "mariadb", "64m", "mariadb " + port);
            server.start();
            return server;
        });
    }

    private Servers(Path directory) {
        List<String> servers = EmbeddedServers.onFreePorts();
        mariaDb = process(directory, "mariadb", "64m", servers.get(0));
        redis = process(directory, "redis", "64m", servers.get(1));
        for (String broker : servers.subList(2, servers.size())) {
            brokers.add(process(directory, "broker-" + brokers.size(), "256m", broker));
        }
        startAll();
    }

    private static ServerProcess process(Path directory, String name, String maxHeap, String server) {
        return new ServerProcess(
                System.getProperty("java.class.path"),
                directory,
                directory.resolve(name + ".log"),
                maxHeap,
                List.of(server));
    }

    /** Starts all at once, because a broker is up only when it has found the others. */
    private void startAll() {
        var starting = all().map(
                        server -> CompletableFuture.supplyAsync(server::start, task -> new Thread(task).start()))
                .toList();
        try {
            CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
            starting.forEach(started -> settings.putAll(started.join()));
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    public ServerProcess mariaDb() {
        return mariaDb;
    }

    /**
     * A connection of root, who may do everything in the database; it begins in the service's schema, outside of which
     * the service has no rights.
     */
    public Connection root() throws SQLException {
        return DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"), "root", "");
    }

    public ServerProcess redis() {
        return redis;
    }

    /** @param id from 0 to 2 */
    public ServerProcess broker(int id) {
        return brokers.get(id);
    }

    /** The settings of the application that lead to these servers. */
    public Map<String, String> settings() {
        return settings;
    }

    /** The bootstrap servers of the brokers. */
    public String brokers() {
        return settings.get("kafka.bootstrap.servers");
    }

    /** Whether all consumers have processed all existing records. */
    public boolean isConsumed() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            var groups = admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
                    .map(GroupListing::groupId)
                    .filter(group -> group.startsWith("onsale."))
                    .collect(toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
            var committed = admin.listConsumerGroupOffsets(groups).all().get();
            var partitions = committed.values().stream()
                    .flatMap(group -> group.keySet().stream())
                    .distinct()
                    .collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
            var ends = admin.listOffsets(partitions).all().get();
            return committed.values().stream()
                    .flatMap(group -> group.entrySet().stream())
                    .allMatch(each ->
                            each.getValue().offset() >= ends.get(each.getKey()).offset());
        }
    }

    public List<ProcessHandle> processes() {
        return all().flatMap(server -> server.processes().stream()).toList();
    }

    private Stream<ServerProcess> all() {
        return Stream.concat(Stream.of(mariaDb, redis), brokers.stream());
    }

    @Override
    public void close() {
        all().forEach(ServerProcess::kill);
    }
}
