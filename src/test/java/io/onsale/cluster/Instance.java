package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.embedded.FreePorts;
import io.onsale.embedded.PackagedRun;
import io.onsale.embedded.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One process of the packaged application, with the profiles of {@code run-packaged}: of the jar, or of the native
 * executable if that was built last. It ends with this JVM, however this ends.
 */
public final class Instance implements AutoCloseable {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    /**
     * The shell becomes the application. Its child kills it when the standard input ends, as it does when this JVM is
     * killed.
     */
    private static final String END_WITH_PARENT =
            "exec 3<&0; (cat <&3; kill -s KILL $$) >/dev/null 2>&1 & exec \"$@\" </dev/null 3<&-";

    private final List<Integer> ports = FreePorts.take(2);
    private final Path log;
    private final Process process;

    /**
     * Starts the process, and returns at once.
     *
     * @param name the name of its log in {@code target/instances}
     * @param settings settings of the application, by their property names
     */
    public Instance(String name, Map<String, String> settings) {
        this(name, settings, Map.of(), null);
    }

    /**
     * @param environment variables of the process, besides the settings
     * @param application the directory of another build of the application, or null for that of this build
     */
    public Instance(String name, Map<String, String> settings, Map<String, String> environment, Path application) {
        try {
            log = Files.createDirectories(TARGET.resolve("instances")).resolve(name + ".log");
            List<String> command = new ArrayList<>(List.of("sh", "-c", END_WITH_PARENT, "sh"));
            command.addAll(application == null ? application() : jar(application.resolve("quarkus-run.jar")));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            PackagedRun.environment(settings, builder.environment());
            builder.environment().put("QUARKUS_PROFILE", "prod,demo");
            builder.environment().put("QUARKUS_HTTP_PORT", "" + port());
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", "" + ports.get(1));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param out the standard output, and {@code err} the standard error */
    public record Ended(int code, String out, String err) {}

    /** Runs the application to its end, with arguments that make it end. */
    public static Ended run(String name, Map<String, String> settings, String... arguments) {
        try {
            Path directory = Files.createDirectories(TARGET.resolve("instances"));
            Path out = directory.resolve(name + ".out");
            Path err = directory.resolve(name + ".err");
            List<String> command = new ArrayList<>(application());
            command.addAll(List.of(arguments));
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            PackagedRun.environment(settings, builder.environment());
            builder.environment().putIfAbsent("QUARKUS_PROFILE", "prod,demo");
            Process process = builder.start();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("it does not end, see " + out);
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> application() throws IOException {
        Properties build = build();
        Path path = TARGET.resolve(build.getProperty("path"));
        return isJar(build) ? jar(path) : List.of(path.toString(), "-Xmx256m");
    }

    /** Whether this build is byte code and not native. */
    public static boolean isJar() {
        try {
            return isJar(build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The size of all that this build needs to run, without the JVM. */
    public static long bytes() throws IOException {
        Path path = TARGET.resolve(build().getProperty("path"));
        try (var files = Files.walk(isJar() ? path.getParent() : path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static boolean isJar(Properties build) {
        return !build.getProperty("type").equals("native");
    }

    /** The properties that Quarkus writes about its latest build. */
    private static Properties build() throws IOException {
        var build = new Properties();
        try (var in = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            build.load(in);
        }
        return build;
    }

    private static List<String> jar(Path path) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(ServerProcess.compilerOption());
        command.addAll(List.of("-jar", path.toString()));
        return command;
    }

    public Instance awaitReady() {
        await().atMost(Duration.ofSeconds(120))
                .failFast("it has ended, see " + log, () -> !process.isAlive())
                .until(this::isReady);
        return this;
    }

    public boolean isReady() {
        return probe("ready", 5_000);
    }

    /** Asks the liveness probe as Kubernetes does. */
    public boolean isLive() {
        return probe("live", 3_000);
    }

    private boolean probe(String check, int withinMillis) {
        try {
            var health = (HttpURLConnection) new URL(managementUrl() + "/q/health/" + check).openConnection();
            health.setConnectTimeout(1_000);
            health.setReadTimeout(withinMillis);
            return health.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Sends SIGTERM. Returns the exit code: 143 after an orderly end. */
    public int terminate() {
        process.toHandle().destroy(); // Process.destroy would also end the standard input, and so kill
        return awaitEnd();
    }

    private int awaitEnd() {
        try {
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            process.getOutputStream().close(); // this would end the process now, if it still ran
            assertThat(ended).as("%s has ended by itself", log).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGSTOP: the process answers nothing and does not know that time passes. */
    public void pause() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return ports.get(0);
    }

    public String url() {
        return "http://localhost:" + port();
    }

    /** The address of health and metrics. */
    public String managementUrl() {
        return "http://localhost:" + ports.get(1);
    }

    public Path log() {
        return log;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        kill();
    }
}
