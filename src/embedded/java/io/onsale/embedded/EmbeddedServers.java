package io.onsale.embedded;

import io.quarkus.deployment.builditem.Startable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * MariaDB, Redis and three Kafka brokers on free loopback ports, held by one child JVM ({@link ServersMain}) that ends when this JVM does,
 * however it ends. Everything they write lies in one directory; they begin empty at every start.
 */
final class EmbeddedServers implements Startable {

    private final String classpath;
    private final Path directory;
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private Process process;

    EmbeddedServers(String classpath, Path directory) {
        this.classpath = classpath;
        this.directory = directory;
    }

    @Override
    public void start() {
        if (!"Linux amd64".equals(System.getProperty("os.name") + " " + System.getProperty("os.arch"))) {
            throw new IllegalStateException(
                    "The embedded servers run on Linux x86_64 only. Elsewhere: docker compose up -d --wait,"
                            + " then add -Donsale.embedded=false to the same command.");
        }
        try {
            Path log = Files.createDirectories(directory).resolve("servers.log");
            Path data = Files.createDirectories(directory.resolve("data"));
            var command = new ProcessBuilder(
                    // in a session of its own Ctrl-C does not reach it: the application needs the servers to finish
                    "setsid",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-Djava.io.tmpdir=" + data, // Redis is unpacked there at every start
                    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                    ServersMain.class.getName(),
                    directory.toString());
            command.environment().put("CLASSPATH", classpath);
            process = command.redirectError(log.toFile()).start();
            readConfiguration(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The child prints one {@code name=value} a line, and an empty line when all servers take connections. */
    private void readConfiguration(Path log) throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); !"".equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new IllegalStateException("The embedded servers did not start, see " + log);
            }
            String[] setting = line.split("=", 2);
            configuration.put(setting[0], setting[1]);
        }
    }

    /** The settings of the application that lead to these servers. */
    Map<String, String> configuration() {
        return configuration;
    }

    @Override
    public String getConnectionInfo() {
        return configuration.toString();
    }

    /** They are processes; the interface knows containers only. */
    @Override
    public String getContainerId() {
        return null;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close(); // the end of its standard input tells the child to stop
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            process.destroy();
        }
    }
}
