package io.onsale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;

/**
 * The health check of the container image: it asks the instance in the same container whether it is ready, and so needs neither shell nor
 * curl. It starts no part of the service. The exit code is 0 if the instance is ready, else 1.
 */
public final class HealthCommand {
    private static final int TIMEOUT_MILLIS = 2_000;

    private HealthCommand() {}

    public static int run() {
        return run(managementPort());
    }

    static int run(int port) {
        try {
            var ready = (HttpURLConnection)
                    new URL("http://127.0.0.1:" + port + "/q/health/ready").openConnection(Proxy.NO_PROXY);
            ready.setConnectTimeout(TIMEOUT_MILLIS);
            ready.setReadTimeout(TIMEOUT_MILLIS);
            int status = ready.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return 0;
            }
            InputStream why = ready.getErrorStream();
            // Docker keeps this output, so that docker inspect shows which dependency is down.
            System.err.println(status + (why == null ? "" : " " + new String(why.readAllBytes(), UTF_8)));
        } catch (IOException e) {
            System.err.println(e);
        }
        return 1;
    }

    /** Reading the port through the configuration of the service would take half as long as a start of the service. */
    private static int managementPort() {
        String port = System.getProperty("quarkus.management.port", System.getenv("QUARKUS_MANAGEMENT_PORT"));
        return port == null ? 9000 : Integer.parseInt(port);
    }
}
