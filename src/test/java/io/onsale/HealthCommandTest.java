package io.onsale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void givenReadyInstance_isHealthy() throws IOException {
        assertThat(asked(200, "{\"status\":\"UP\"}")).isEqualTo(new Said(0, ""));
    }

    @Test
    void givenInstanceThatIsNotReady_isNotHealthyAndSaysWhy() throws IOException {
        assertThat(asked(503, "{\"status\":\"DOWN\"}")).isEqualTo(new Said(1, "503 {\"status\":\"DOWN\"}\n"));
    }

    @Test
    void givenServerWithoutHealth_isNotHealthy() throws IOException {
        assertThat(asked(404, "")).isEqualTo(new Said(1, "404\n"));
    }

    @Test
    void givenNobody_isNotHealthy() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        Said said = said(() -> HealthCommand.run(port));
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("refused");
    }

    @Test
    void givenInstanceThatDoesNotAnswer_isNotHealthyBeforeTheContainersTimeout() throws IOException {
        try (var silent = new ServerSocket(0, 1, HERE)) {
            long start = System.nanoTime();
            Said said = said(() -> HealthCommand.run(silent.getLocalPort()));
            assertThat(said.code()).isEqualTo(1);
            assertThat(said.err()).contains("timed out");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void givenPortOfItsOwn_asksThere() throws IOException {
        HttpServer server = server(200, "");
        System.setProperty("quarkus.management.port", "" + server.getAddress().getPort());
        try {
            assertThat(HealthCommand.run()).isZero();
        } finally {
            System.clearProperty("quarkus.management.port");
            server.stop(0);
        }
    }

    private record Said(int code, String err) {}

    private static Said asked(int status, String body) throws IOException {
        HttpServer server = server(status, body);
        try {
            return said(() -> HealthCommand.run(server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 1);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Said said(IntSupplier command) {
        PrintStream console = System.err;
        var err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            return new Said(command.getAsInt(), err.toString(UTF_8));
        } finally {
            System.setErr(console);
        }
    }
}
