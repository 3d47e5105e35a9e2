package io.onsale.deployment;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What k8s/render has written: it is what the sources come to, Kubernetes takes it, and it suits the application. */
class KubernetesManifestsTest {
    private static final Path K8S = Path.of("k8s");
    private static final Path RENDERED = K8S.resolve("rendered");
    private static final Path MONITORING = K8S.resolve(Path.of("components", "monitoring"));

    static List<String> overlays() throws IOException {
        try (Stream<Path> overlays = Files.list(K8S.resolve("overlays"))) {
            return overlays.map(overlay -> overlay.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static String rendered(String overlay) {
        return text(RENDERED.resolve(overlay + ".yaml"));
    }

    /** All that an overlay comes to: what is rendered, and the dashboards, which are not, and which come with the component that has the ServiceMonitor. */
    static KubernetesManifests manifests(String overlay) {
        var objects =
                new ArrayList<>(KubernetesManifests.parse(rendered(overlay)).objects());
        if (objects.stream().map(KubernetesManifests::name).anyMatch("ServiceMonitor/onsale"::equals)) {
            objects.add(dashboards());
        }
        return new KubernetesManifests(objects);
    }

    /** As kustomize makes it of the component. */
    private static JsonNode dashboards() {
        JsonNode component = KubernetesManifests.parse(text(MONITORING.resolve("kustomization.yaml")))
                .objects()
                .get(0);
        JsonNode generator = component.at("/configMapGenerator/0");
        ObjectNode dashboards = new ObjectMapper().createObjectNode();
        dashboards.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = dashboards.putObject("metadata");
        metadata.set("name", generator.path("name"));
        metadata.set("namespace", generator.path("namespace"));
        ObjectNode labels = metadata.putObject("labels");
        Stream.of(component.at("/labels/0/pairs"), generator.at("/options/labels"))
                .flatMap(pairs -> pairs.properties().stream())
                .forEach(label -> labels.set(label.getKey(), label.getValue()));
        ObjectNode data = dashboards.putObject("data");
        for (JsonNode file : generator.path("files")) {
            Path source = MONITORING.resolve(file.asText());
            data.put(source.getFileName().toString(), text(source));
        }
        return dashboards;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void givenOverlay_whenChecked_nothingIsWrongWithIt(String overlay) {
        KubernetesManifests manifests = manifests(overlay);
        assertThat(manifests.objects()).hasSizeGreaterThan(10);
        assertThat(manifests.violations(new ApplicationSettings())).isEmpty();
    }

    /** On a laptop any of the images may be taken. */
    @Test
    void givenLocal_whenItIsTheImageOfTheJvm_itsMemoryIsEnough() {
        String memory = manifests("local")
                .object("Deployment/onsale")
                .at("/spec/template/spec/containers/0/resources/limits/memory")
                .asText();
        assertThat(memory).endsWith("Mi");
        assertThat(DockerfileRules.besideTheHeap(Sources.AS_THEY_ARE, Long.parseLong(memory.replace("Mi", ""))))
                .isGreaterThanOrEqualTo(DockerfileRules.BESIDE_THE_HEAP);
    }

    static Stream<String> productions() throws IOException {
        return overlays().stream().filter(overlay -> overlay.startsWith("production"));
    }

    @ParameterizedTest
    @MethodSource("productions")
    void givenProduction_whenConnectingToServers_allIsEncryptedAndVerified(String overlay) {
        // Given
        KubernetesManifests manifests = manifests(overlay);
        List<JsonNode> ours = manifests
                .pods()
                .flatMap(pod -> StreamSupport.stream(pod.at("/spec/containers").spliterator(), false))
                .filter(container -> container.path("image").asText().startsWith("registry.example.com/onsale:"))
                .toList();
        assertThat(ours).hasSizeGreaterThanOrEqualTo(2);
        for (JsonNode container : ours) {
            // When
            Map<String, String> settings = manifests.values(container);
            // Then
            assertThat(settings.get("QUARKUS_DATASOURCE_JDBC_URL")).contains("?sslMode=VERIFY_IDENTITY&");
            assertThat(settings.get("QUARKUS_REDIS_HOSTS").split(",")).allMatch(host -> host.startsWith("rediss://"));
            assertThat(settings)
                    .containsEntry("QUARKUS_REDIS_TLS_CONFIGURATION_NAME", "redis")
                    .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                    .doesNotContainKey("ONSALE_SECURITY_ALLOW_PLAINTEXT_SERVERS");
            assertThat(container.path("volumeMounts"))
                    .extracting(mount -> mount.path("mountPath").asText())
                    .contains("/etc/onsale/ca", "/etc/onsale/tls");
        }
        assertThat(rendered(overlay))
                .contains(
                        "secretKey: QUARKUS_DATASOURCE_PASSWORD",
                        "secretKey: QUARKUS_REDIS_PASSWORD",
                        "secretKey: KAFKA_SASL_JAAS_CONFIG",
                        "secretKey: database-ca.p12",
                        "secretKey: redis-ca.pem",
                        "secretKey: kafka-ca.pem",
                        "quarkus.tls.redis.hostname-verification-algorithm=HTTPS");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void givenOverlay_whenItsSourcesChange_itIsRenderedAgain(String overlay) throws Exception {
        assertThat(rendered(overlay))
                .as("run k8s/render")
                .startsWith("# Rendered by k8s/render from sources " + digest() + "\n");
    }

    /** Whoever reviews what is rendered would scroll past them. */
    @ParameterizedTest
    @MethodSource("overlays")
    void givenOverlay_whenRendered_dashboardsAreLeftOut(String overlay) {
        String rendered = rendered(overlay);
        assertThat(rendered.lines().skip(1).findFirst())
                .contains("# Without dashboards of Grafana, whose sources are in k8s/components/monitoring/dashboards");
        assertThat(KubernetesManifests.parse(rendered).objects())
                .noneMatch(object -> object.at("/metadata/labels").has("grafana_dashboard"));
        assertThat(rendered).doesNotContain("\"gridPos\"");
        assertThat(rendered.lines().count()).isLessThanOrEqualTo(3_000);
    }

    @Test
    void givenOverlayThatIsGone_nothingIsLeftOfIt() throws IOException {
        try (Stream<Path> files = Files.list(RENDERED)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(overlays().stream()
                            .map(overlay -> overlay + ".yaml")
                            .toList());
        }
    }

    /** Other versions of kustomize may write the same in another way. */
    @ParameterizedTest
    @MethodSource("overlays")
    void givenKubectl_whenRenderedNow_theSameComesOut(String overlay) throws Exception {
        assertThat(KubernetesManifests.parse(kustomized("k8s/overlays/" + overlay))
                        .objects())
                .containsExactlyInAnyOrderElementsOf(manifests(overlay).objects());
    }

    /** Beside the service, which is to let it in. */
    @ParameterizedTest
    @ValueSource(strings = {"each-its-own", "one-concert"})
    void givenLoadFromTheCluster_whenChecked_nothingIsWrongWithIt(String run) throws Exception {
        var objects = new ArrayList<>(
                KubernetesManifests.parse(kustomized("k6/kubernetes/" + run)).objects());
        objects.addAll(manifests("production").objects());
        var manifests = new KubernetesManifests(objects);
        assertThat(manifests.violations(new ApplicationSettings())).isEmpty();
        assertThat(manifests
                        .object("TestRun/ticket-open-spike")
                        .at("/spec/runner/image")
                        .asText())
                .matches("onsale-k6:\\d.*");
    }

    private static String kustomized(String directory) throws Exception {
        assumeTrue(isOnPath("kubectl"), "there is no kubectl");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", directory)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(kubectl.exitValue()).isZero();
        return rendered;
    }

    static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** As {@code find … | sort | xargs sha256sum | sha256sum} does it. */
    private static String digest() throws IOException, GeneralSecurityException {
        try (Stream<Path> files = Files.walk(K8S)) {
            String sums = files.filter(file -> Files.isRegularFile(file) && !file.startsWith(RENDERED))
                    .map(file -> "./" + K8S.relativize(file))
                    .sorted()
                    .map(file -> sha256(read(K8S.resolve(file))) + "  " + file + "\n")
                    .collect(joining());
            return sha256(sums.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(Path file) {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
