package io.onsale.deployment;

import static io.onsale.deployment.DockerfileRules.CONTEXT;
import static io.onsale.deployment.DockerfileRules.JVM;
import static io.onsale.deployment.DockerfileRules.LOAD_CONTEXT;
import static io.onsale.deployment.DockerfileRules.NATIVE;
import static io.onsale.deployment.DockerfileRules.NATIVE_MICRO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    @Test
    void dockerfiles_areWithoutMistakes() {
        assertThat(DockerfileRules.mistakes(Sources.AS_THEY_ARE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ubi-minimal:9.7@sha256:161a4e29ea482bab6048c2b36031b4f302ae81e4ff18b83e61785f40dc576f5d | ubi-minimal:9.7 | registry.access.redhat.com/ubi9/ubi-minimal:9.7 may become another image
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal | registry.access.redhat.com/ubi9/ubi-minimal@sha256:161a4e29ea482bab6048c2b36031b4f302ae81e4ff18b83e61785f40dc576f5d may become another image
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal:latest | registry.access.redhat.com/ubi9/ubi-minimal:latest@sha256:161a4e29ea482bab6048c2b36031b4f302ae81e4ff18b83e61785f40dc576f5d may become another image
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6 | says that it has another base than registry.access.redhat.com/ubi9/ubi-minimal:9.6
            target/*-runner | target/*.jar | copies [*.jar]
            USER 1001 | USER root | may run as root
            USER 1001 | USER 0 | may run as root
            WORKDIR /app | USER 1001\\nRUN ["/app/onsale", "--health"] | gives files to the user that runs it
            ENTRYPOINT ["/app/onsale"] | ENTRYPOINT /app/onsale | a shell gets the SIGTERM that the application needs
            CMD ["/app/onsale", "--health"] | CMD /app/onsale --health | HEALTHCHECK needs a shell
            CMD ["/app/onsale", "--health"] | CMD ["/app/onsale"] | asks nobody whether it is healthy
            CMD ["/app/onsale", "--health"] | CMD ["/app/other", "--health"] | checks the health of another program
            EXPOSE 8080 9000 | EXPOSE 8080 | exposes other ports than the application has: [8080]
            ARG VERSION=0.1.0-SNAPSHOT | ARG VERSION=1 | says that it is of another version
            """)
    void givenMistake_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(NATIVE, from, to.replace("\\n", "\n"))).contains(NATIVE + ": " + mistake);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            25.0.3_9-jre | 25.0.2_10-jre | is built with another JDK than it runs on: [25.0.3_9, 25.0.2_10]
            target=/tmp ["java" | target=/tmp java; true [ | RUN needs a shell
            CMD ["bash" | CMD ["java", "-jar", "quarkus-run.jar", "--health" | starts another JVM for each look at its health
            GET /q/health/ready | GET / | asks nobody whether it is healthy
            ENTRYPOINT ["java", "-XX:AOTCache=app.aot" | ENTRYPOINT ["java" | starts without the cache: [app.aot]
            CacheOutput=app.aot | CacheOutput=other.aot | starts without the cache: [other.aot, app.aot]
            RUN --mount=type=tmpfs,target=/tmp ["java" | RUN ["java" | leaves to its user a /tmp with files of root
            COPY --from=build /build/target/quarkus-app/app/ app/ | # | copies [quarkus-app/lib/, quarkus-app/quarkus-run.jar, quarkus-app/quarkus/]
            """)
    void givenMistakeOfTheJvmImage_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(JVM, from, to)).contains(JVM + ": " + mistake);
    }

    @Test
    void givenStagesThatDiffer_isFound() {
        assertThat(mistakesWith(NATIVE_MICRO, "mvnw -B package", "mvnw package"))
                .containsExactly("the executable is compiled twice, since the stages differ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!mvnw\n", "!src/embedded\n"})
    void givenBuildWithoutWhatItNeeds_isFound(String line) {
        assertThat(mistakesWith(CONTEXT, line, ""))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("the build gets [");
    }

    @Test
    void givenReportsOfRunsInTheImageOfTheLoadTests_isFound() {
        assertThat(mistakesWith(LOAD_CONTEXT, "results/*\n", ""))
                .containsExactly("the image of the load tests gets reports of runs");
    }

    @ParameterizedTest
    @CsvSource({"200, 0, ''", "503, 1, it is down"})
    void healthCheckOfTheJvmImage_isWhatTheInstanceSays(int status, int exitCode, String said) throws Exception {
        // Given
        HttpServer instance = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        instance.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write("it is down".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        instance.start();
        try {
            // When
            Ended ended = healthCheck(instance.getAddress().getPort());
            // Then
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(exitCode);
            assertThat(ended.output()).contains(said);
        } finally {
            instance.stop(0);
        }
        Ended ended = healthCheck(instance.getAddress().getPort());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("no answer");
    }

    private record Ended(int exitCode, String output) {}

    private static Ended healthCheck(int port) throws IOException, InterruptedException {
        assumeTrue(KubernetesManifestsTest.isOnPath("bash"), "there is no bash");
        var builder = new ProcessBuilder(DockerfileRules.healthCheckOfTheJvm()).redirectErrorStream(true);
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", "" + port);
        Process check = builder.start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(check.waitFor(), output);
    }

    private static List<String> mistakesWith(String file, String from, String to) {
        return DockerfileRules.mistakes(Sources.AS_THEY_ARE.with(file, from, to));
    }
}
