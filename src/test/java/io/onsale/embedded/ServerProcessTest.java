package io.onsale.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

    @TempDir
    Path directory;

    @Test
    void givenItsPortIsTaken_start_saysWhyAndLeavesNothingBehind() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            ServerProcess server = redis(taken.getLocalPort());
            // When
            assertThatThrownBy(server::start)
                    // Then
                    .hasMessageContaining("servers.log")
                    .hasMessageContaining("Did not start: redis " + taken.getLocalPort())
                    .hasMessageContaining("Address already in use");
            assertThat(server.processes()).noneMatch(ServerProcess::isRunning);
        }
    }

    @Test
    void givenKilledServer_start_bringsItBackOnItsPort() {
        // Given
        ServerProcess server = redis(FreePorts.take(1).get(0));
        var settings = server.start();
        List<ProcessHandle> killed = server.processes();
        try {
            server.kill();
            // When
            var settingsAgain = server.start();
            // Then
            assertThat(killed).hasSize(2).noneMatch(ServerProcess::isRunning);
            assertThat(settingsAgain).isEqualTo(settings);
            assertThat(server.processes()).hasSize(2).allMatch(ServerProcess::isRunning);
        } finally {
            server.kill();
        }
    }

    private ServerProcess redis(int port) {
        return new ServerProcess(
                System.getProperty("java.class.path"),
                directory,
                directory.resolve("servers.log"),
                "64m",
                List.of("redis " + port));
    }
}
