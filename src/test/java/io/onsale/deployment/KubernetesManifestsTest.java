package io.onsale.deployment;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests of k8s/: what k8s/render has written is what the sources come to, and each overlay suits Kubernetes and the application. The
 * variants of production are rendered here, which takes kubectl or kustomize; their settings, and objects that say all by themselves, are
 * checked without either.
 */
class KubernetesManifestsTest {
    private static final Path K8S = Path.of("k8s");
    private static final Path RENDERED = K8S.resolve("rendered");

    static List<String> overlays() throws IOException {
        try (Stream<Path> overlays = Files.list(K8S.resolve("overlays"))) {
            return overlays.map(overlay -> overlay.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static String yaml(String overlay) throws Exception {
        Path rendered = RENDERED.resolve(overlay + ".yaml");
        return Files.exists(rendered) ? text(rendered) : kustomized("k8s/overlays/" + overlay);
    }

    static KubernetesManifests manifests(String overlay) throws Exception {
        return KubernetesManifests.parse(yaml(overlay));
    }

    /** What a component adds to production, as it stands in its file. */
    static KubernetesManifests productionWith(String resources) throws Exception {
        var objects = new ArrayList<>(manifests("production").objects());
        objects.addAll(KubernetesManifests.parse(text(K8S.resolve("components").resolve(resources)))
                .objects());
        return new KubernetesManifests(objects);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void givenOverlay_whenChecked_nothingIsWrongWithIt(String overlay) throws Exception {
        KubernetesManifests manifests = manifests(overlay);
        assertThat(manifests.objects()).hasSizeGreaterThan(10);
        assertThat(manifests.violations(new ApplicationSettings())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keda/scaled-object.yaml",
                "redis-sentinel/network-policy.yaml",
                "strimzi/kafka.yaml",
                "strimzi/network-policy.yaml"
            })
    void givenPartOfAVariant_whenCheckedWithoutARenderer_nothingIsWrongWithIt(String resources) throws Exception {
        assertThat(productionWith(resources).violations(new ApplicationSettings()))
                .isEmpty();
    }

    static List<Path> settings() throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            return files.filter(file -> file.toString().endsWith(".env")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void givenSettings_whenCheckedWithoutARenderer_theApplicationTakesThem(Path file) throws IOException {
        // Given
        var settings = new ApplicationSettings();
        Map<String, String> values = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(toMap(setting -> setting[0], setting -> setting[1]));
        // Then
        assertThat(values).isNotEmpty();
        assertThat(values.keySet()).allMatch(settings::isKnown);
        assertThat(settings.refusals(values)).isEmpty();
    }

    /** On a laptop any of the images may be taken. */
    @Test
    void givenLocal_whenItIsTheImageOfTheJvm_itsMemoryIsEnough() throws Exception {
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
    void givenProduction_whenConnectingToServers_allIsEncryptedAndVerified(String overlay) throws Exception {
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
        assertThat(yaml(overlay))
                .contains(
                        "secretKey: QUARKUS_DATASOURCE_PASSWORD",
                        "secretKey: QUARKUS_REDIS_PASSWORD",
                        "secretKey: KAFKA_SASL_JAAS_CONFIG",
                        "secretKey: database-ca.p12",
                        "secretKey: redis-ca.pem",
                        "secretKey: kafka-ca.pem",
                        "quarkus.tls.redis.hostname-verification-algorithm=HTTPS");
    }

    /** Of all sources, so that whoever changes a variant has what renders it here. */
    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void givenRenderedOverlay_whenSourcesChange_itIsRenderedAgain(String overlay) throws Exception {
        assertThat(yaml(overlay))
                .as("run k8s/render")
                .startsWith("# Rendered by k8s/render from sources " + digest() + "\n");
    }

    /** Whoever reviews what is rendered would scroll past them. */
    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void givenRenderedOverlay_dashboardsAreLeftOut(String overlay) throws Exception {
        String rendered = yaml(overlay);
        assertThat(rendered.lines().skip(1).findFirst())
                .contains("# Without dashboards of Grafana, whose sources are in k8s/components/monitoring/dashboards");
        assertThat(KubernetesManifests.parse(rendered).objects()).noneMatch(KubernetesManifestsTest::isDashboards);
        assertThat(rendered).doesNotContain("\"gridPos\"");
        assertThat(rendered.lines().count()).isLessThanOrEqualTo(3_000);
    }

    private static boolean isDashboards(JsonNode object) {
        return object.at("/metadata/labels").has("grafana_dashboard");
    }

    @Test
    void givenVariants_theyAreNotRenderedIntoTheRepository() throws IOException {
        try (Stream<Path> files = Files.list(RENDERED)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("local.yaml", "production.yaml");
        }
    }

    /** Other versions of kustomize may write the same in another way. */
    @ParameterizedTest
    @CsvSource({"local, 0", "production, 1"})
    void givenRenderer_whenRenderedNow_theSameComesOutAndTheDashboards(String overlay, int dashboards)
            throws Exception {
        Map<Boolean, List<JsonNode>> now =
                KubernetesManifests.parse(kustomized("k8s/overlays/" + overlay)).objects().stream()
                        .collect(partitioningBy(KubernetesManifestsTest::isDashboards));
        assertThat(now.get(false))
                .containsExactlyInAnyOrderElementsOf(manifests(overlay).objects());
        assertThat(now.get(true)).hasSize(dashboards);
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
        List<String> command = isOnPath("kustomize")
                ? List.of("kustomize", "build", directory)
                : List.of("kubectl", "kustomize", directory);
        assumeTrue(isOnPath(command.get(0)), "neither kubectl nor kustomize is there, so nobody renders " + directory);
        Process kustomize = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String rendered = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kustomize.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(kustomize.exitValue()).isZero();
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
