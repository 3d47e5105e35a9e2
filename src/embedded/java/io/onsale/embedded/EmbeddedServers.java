package io.onsale.embedded;

import io.quarkus.deployment.builditem.Startable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The servers of development and tests: MariaDB, Redis and three Kafka brokers on free loopback ports, held by one child JVM. Everything
 * they write lies in one directory; they begin empty at every start.
 */
public final class EmbeddedServers implements Startable {

    private static final int TRIES = 3;

    private final String classpath;
    private final Path directory;
    private Map<String, String> configuration;
    private ServerProcess process;

    EmbeddedServers(String classpath, Path directory) {
        this.classpath = classpath;
        this.directory = directory.toAbsolutePath();
    }

    @Override
    public void start() {
        configuration = onEmptyData(directory, () -> {
            process = new ServerProcess(classpath, directory, directory.resolve("servers.log"), "512m", onFreePorts());
            return process.start();
        });
    }

    /**
     * Tries {@code start} three times: a port that was free may be taken by the time its server binds it, and a busy machine may make one
     * of the servers give up.
     */
    public static <T> T onEmptyData(Path directory, Supplier<T> start) {
        if (!"Linux amd64".equals(System.getProperty("os.name") + " " + System.getProperty("os.arch"))) {
            throw new IllegalStateException(
                    "The embedded servers run on Linux x86_64 only. Elsewhere: docker compose up -d --wait"
                            + " mysql redis kafka-1 kafka-2 kafka-3, then add -Donsale.embedded=false to the same command.");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                deleteTree(directory.resolve("data"));
                return start.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (IllegalStateException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                System.err.println(e.getMessage() + "\nThey are tried again.");
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (var paths = Files.walk(root)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** MariaDB, Redis and the brokers by id, as {@link ServersMain} reads them. */
    public static List<String> onFreePorts() {
        List<Integer> ports = FreePorts.take(2 + 2 * KafkaBroker.BROKERS);
        String brokerPorts = ports.stream().skip(2).map(String::valueOf).collect(Collectors.joining(" "));
        List<String> servers = new ArrayList<>(List.of("mariadb " + ports.get(0), "redis " + ports.get(1)));
        for (int id = 0; id < KafkaBroker.BROKERS; id++) {
            servers.add("broker " + id + " " + brokerPorts);
        }
        return servers;
    }

    /** The settings of the application that lead to these servers. */
    Map<String, String> configuration() {
        return configuration;
    }

    @Override
    public String getConnectionInfo() {
        return configuration.toString();
    }

    /** Null: the servers are processes, and the interface knows only containers. */
    @Override
    public String getContainerId() {
        return null;
    }

    @Override
    public void close() {
        process.kill();
    }
}
