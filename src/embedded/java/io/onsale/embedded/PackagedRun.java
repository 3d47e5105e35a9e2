package io.onsale.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * The runner of the packaged application on {@link EmbeddedServers} of its own, until one of the two is stopped. The arguments are the
 * command that starts the application, as {@code ./run-packaged} gives it.
 */
public final class PackagedRun {

    public static void main(String[] command) throws Exception {
        Path directory = Path.of("target", "embedded", "packaged");
        try (var servers = new EmbeddedServers(System.getProperty("java.class.path"), directory)) {
            servers.start();
            System.out.println("Embedded servers: " + servers.getConnectionInfo());

            var builder = new ProcessBuilder(command).inheritIO();
            environment(servers.configuration(), builder.environment());
            Process application = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(application, servers)));
            StartScreen.showWhenReady(port("QUARKUS_HTTP_PORT", 8080), port("QUARKUS_MANAGEMENT_PORT", 9000), "");
            application.waitFor();
        }
    }

    private static int port(String variable, int usual) {
        String value = System.getenv(variable);
        return value == null ? usual : Integer.parseInt(value);
    }

    /** Puts settings into an environment under the names that Quarkus looks for there. */
    public static void environment(Map<String, String> settings, Map<String, String> environment) {
        settings.forEach(
                (name, value) -> environment.put(name.replaceAll("\\W", "_").toUpperCase(), value));
    }

    /** Stops the application first, since it still needs the servers. Ctrl-C reaches both processes, SIGTERM only this one. */
    private static void stop(Process application, EmbeddedServers servers) {
        application.destroy();
        try {
            application.waitFor();
        } catch (InterruptedException e) {
            // then the servers stop under it
        }
        servers.close();
    }
}
