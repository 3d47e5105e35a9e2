package io.onsale.embedded;

import java.nio.file.Path;

/**
 * Runs the packaged application on {@link EmbeddedServers} of its own, until one of the two is stopped. The arguments are
 * the command that starts the application, as {@code ./run-packaged} gives it.
 */
final class PackagedRun {

    public static void main(String[] command) throws Exception {
        Path directory = Path.of("target", "embedded", "packaged");
        try (var servers = new EmbeddedServers(System.getProperty("java.class.path"), directory)) {
            servers.start();
            System.out.println("Embedded servers: " + servers.getConnectionInfo());

            var builder = new ProcessBuilder(command).inheritIO();
            servers.configuration()
                    .forEach((name, value) -> builder.environment().put(environmentName(name), value));
            Process application = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(application, servers)));
            StartScreen.showWhenReady(Integer.parseInt(System.getenv().getOrDefault("QUARKUS_HTTP_PORT", "8080")), "");
            application.waitFor();
        }
    }

    private static String environmentName(String setting) {
        return setting.replaceAll("\\W", "_").toUpperCase();
    }

    /** Ctrl-C reaches both of us, SIGTERM only this process. The application goes first: it still needs the servers. */
    private static void stop(Process application, EmbeddedServers servers) {
        application.destroy();
        try {
            application.waitFor();
        } catch (InterruptedException e) {
            // then the servers are taken from under it
        }
        servers.close();
    }
}
