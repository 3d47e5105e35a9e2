package io.onsale.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that sets the floor of the autoscaler, as the config map has it, between a service and an API server. */
class KubernetesFloorTest {
    private static final String AUTOSCALER = "/apis/autoscaling/v2/namespaces/onsale/horizontalpodautoscalers/onsale";

    private final List<String> patches = new ArrayList<>();
    private HttpServer server;
    private String metrics = "";
    private int serviceStatus = 200;
    private int apiServerStatus = 200;

    @TempDir
    Path account;

    private record Ended(int code, String output) {}

    @BeforeAll
    static void curlIsThere() {
        assumeTrue(
                Stream.of("sh", "curl", "sed").allMatch(KubernetesManifestsTest::isOnPath),
                "there is no curl, sh or sed");
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(account.resolve("token"), "the token of the account");
        Files.writeString(account.resolve("ca.crt"), "");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/metrics", exchange -> answer(exchange, serviceStatus, metrics));
        server.createContext(AUTOSCALER, exchange -> {
            patches.add(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer(exchange, apiServerStatus, "{}");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void givenOpeningsAhead_thenFloorIsHigh() throws Exception {
        // Given
        metrics = """
                # HELP onsale_openings_imminent Concerts that open soon or have just opened
                # TYPE onsale_openings_imminent gauge
                onsale_openings_imminent 2.0
                onsale_openings_imminent_other 7.0
                """;
        // When
        Ended ended = runScript();
        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(patches)
                .containsExactly(
                        "PATCH Bearer the token of the account application/merge-patch+json {\"spec\":{\"minReplicas\":6}}");
    }

    @Test
    void givenNoOpeningAhead_thenFloorIsLow() throws Exception {
        metrics = "onsale_openings_imminent{instance=\"a\"} 0.0\n";
        assertThat(runScript().code()).isZero();
        assertThat(patches).singleElement().asString().endsWith("{\"spec\":{\"minReplicas\":3}}");
    }

    @Test
    void givenServiceThatDoesNotSay_thenFloorStays() throws Exception {
        metrics = "onsale_holds_live 3.0\n";
        Ended silent = runScript();
        serviceStatus = 503;
        Ended down = runScript();
        assertThat(silent.code()).isEqualTo(1);
        assertThat(silent.output()).contains("no onsale_openings_imminent at http://");
        assertThat(down.code()).isNotZero();
        assertThat(patches).isEmpty();
    }

    @Test
    void givenApiServerThatRefuses_thenJobFails() throws Exception {
        metrics = "onsale_openings_imminent 1.0\n";
        apiServerStatus = 403;
        Ended ended = runScript();
        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("403").doesNotContain("at least");
    }

    /** With the floors that the job has in production. */
    private Ended runScript() throws IOException, InterruptedException {
        KubernetesManifests manifests = KubernetesManifestsTest.manifests("production");
        JsonNode script = manifests.objects().stream()
                .map(object -> object.path("data").path("set-floor.sh"))
                .filter(JsonNode::isTextual)
                .findAny()
                .orElseThrow();
        var builder = new ProcessBuilder("sh", "-c", script.asText()).redirectErrorStream(true);
        manifests
                .object("CronJob/onsale-floor")
                .at("/spec/jobTemplate/spec/template/spec/containers/0/env")
                .forEach(variable -> builder.environment()
                        .put(
                                variable.path("name").asText(),
                                variable.path("value").asText()));
        String url = "http://localhost:" + server.getAddress().getPort();
        builder.environment().put("METRICS_URL", url + "/q/metrics");
        builder.environment().put("AUTOSCALER_URL", url + AUTOSCALER);
        builder.environment().put("SERVICE_ACCOUNT", account.toString());
        builder.environment().put("no_proxy", "localhost");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
