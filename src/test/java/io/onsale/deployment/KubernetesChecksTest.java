package io.onsale.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of manifests find what they are for: each is shown one manifest that is broken in one place. */
class KubernetesChecksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApplicationSettings SETTINGS = new ApplicationSettings();

    @ParameterizedTest(name = "{0} {1} = {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            Deployment/onsale | /apiVersion | "apps/v1beta1" | no such kind: apps/v1beta1 Deployment
            Deployment/onsale | /kind | "Deploymint" | no such kind: apps/v1 Deploymint
            Deployment/onsale | /spec/replica | 3 | The field `replica` in the JSON string is not defined in the `V1DeploymentSpec` properties
            Deployment/onsale | /spec/template/spec/containers/0/readinessProbe/httpGet/pfad | "/" | The field `pfad` in the JSON string is not defined in the `V1HTTPGetAction` properties
            Deployment/onsale | /spec/selector | | The required field `selector` is not found in the JSON string
            Deployment/onsale | /spec/template/spec/containers/0/name | | The required field `name` is not found in the JSON string
            Deployment/onsale | /spec/revisionHistoryLimit | "five" | Expected a NUMBER at path $.spec.revisionHistoryLimit
            Deployment/onsale | /spec/template/spec/automountServiceAccountToken | "false" | Expected a BOOLEAN at path $.spec.template.spec.automountServiceAccountToken
            Deployment/onsale | /spec/template/spec/containers/0/args | "-Xmx256m" | Expected the field `args` to be an array in the JSON string but got `"-Xmx256m"`
            Deployment/onsale | /spec/template/spec/containers/0/resources/limits/memory | "512 MB" | Unable to parse numeric part of quantity: 512
            Job/onsale-migration | /spec/template/spec/containers/0/env/0/value | true | Expected a STRING at path $.spec.template.spec.containers[0].env[0].value
            ServiceMonitor/onsale | /spec/endpoints/0/path | "/metrics" | does not scrape /q/metrics
            ServiceMonitor/onsale | /spec/endpoints/0/port | | scrapes port , which no service has
            ServiceMonitor/onsale | /spec/endpoints/0/port | "metrics" | scrapes port metrics, which no service has
            Deployment/onsale | /spec/template/spec/containers/0/image | "registry.example.com/onsale:latest" | image registry.example.com/onsale:latest may become another
            Deployment/onsale | /spec/template/spec/volumes/2/secret/secretName | "ca" | there is no ExternalSecret/ca
            ConfigMap/onsale-settings | /kind | "Secret" | a Secret holds a secret
            ConfigMap/onsale-settings | /data/QUARKUS_DATASOURCE_PASSWORD | "x" | QUARKUS_DATASOURCE_PASSWORD holds a secret
            ConfigMap/onsale-settings | /data/QUARKUS_REDIS_HOSTS | "redis://onsale:x@redis:6379" | QUARKUS_REDIS_HOSTS holds a secret
            Job/onsale-migration | /spec/template/spec/containers/0/env/0/name | "ONSALE_QUEUE_TOKEN_KEYS_K1" | ONSALE_QUEUE_TOKEN_KEYS_K1 holds a secret
            Deployment/onsale | /spec/template/spec/securityContext/runAsNonRoot | | may run as root
            Deployment/onsale | /spec/template/spec/securityContext/seccompProfile | | has no seccomp profile
            Deployment/onsale | /spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation | | may gain privileges
            Deployment/onsale | /spec/template/spec/containers/0/securityContext/capabilities | | keeps capabilities
            Deployment/onsale | /spec/template/spec/containers/0/resources/limits | | lacks requests or limits
            Deployment/onsale | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem | | may write to its file system
            Deployment/onsale | /spec/template/spec/automountServiceAccountToken | | has the token of an account
            HorizontalPodAutoscaler/onsale | /spec/scaleTargetRef/name | "onsail" | there is no Deployment/onsail
            HorizontalPodAutoscaler/onsale | /spec/minReplicas | 7 | an opening wants 6 instances, and there are 7 to 20
            HorizontalPodAutoscaler/onsale | /spec/maxReplicas | 5 | an opening wants 6 instances, and there are 3 to 5
            ConfigMap/onsale-settings | /data/ONSALE_CONCERT_OPENING_INSTANCES | "21" | an opening wants 21 instances, and there are 3 to 20
            HorizontalPodAutoscaler/onsale | /spec/metrics/2/external/metric/name | "onsale_openings_imminent" | does not ask for onsale_instances_wanted
            Ingress/onsale | /spec/rules/0/http/paths/0/backend/service/port/name | "https" | there is no port https of Service/onsale
            Deployment/onsale | /spec/template/spec/serviceAccountName | "nobody" | there is no ServiceAccount/nobody
            Deployment/onsale | /spec/template/spec/containers/0/envFrom/0/configMapRef/name | "settings" | there is no ConfigMap/settings
            Deployment/onsale | /spec/template/metadata/labels/app.kubernetes.io~1component | "web" | does not select its own pods
            Service/onsale | /spec/selector/app.kubernetes.io~1component | "web" | selects no pods
            Service/onsale | /spec/ports/0/targetPort | "https" | leads to port https, which nobody has
            PodDisruptionBudget/onsale | /spec/selector/matchLabels/app.kubernetes.io~1component | "web" | selects no pods
            NetworkPolicy/from-ingress | /spec/ingress/0/ports/0/port | 8443 | lets in to port 8443, which nobody has
            Deployment/onsale | /spec/template/spec/containers/0/livenessProbe/httpGet/port | 9001 | livenessProbe is not /q/health/live of management
            Deployment/onsale | /spec/template/spec/containers/0/livenessProbe/httpGet/port | "http" | livenessProbe is not /q/health/live of management
            Deployment/onsale | /spec/template/spec/containers/0/readinessProbe/httpGet/path | "/ready" | readinessProbe is not /q/health/ready of management
            Deployment/onsale | /spec/template/spec/containers/0/readinessProbe/periodSeconds | 10 | not ready is noticed after 20 s, later than quarkus.shutdown.delay
            Deployment/onsale | /spec/template/spec/containers/0/ports/0/containerPort | 80 | http is not quarkus.http.port
            Deployment/onsale | /spec/template/spec/containers/0/ports/1/containerPort | 9001 | management is not quarkus.management.port
            Deployment/onsale | /spec/template/spec/terminationGracePeriodSeconds | 20 | is killed before the 20 s that stopping may take
            ConfigMap/onsale-settings | /data/ONSALE_HTTP_TRUSTED_PROXIE | "10.0.0.0/8" | ONSALE_HTTP_TRUSTED_PROXIE sets nothing
            ConfigMap/onsale-settings | /data/ONSALE_EVENTS_PARTITIONS | "many" | java.lang.IllegalArgumentException: SRCFG00039: The config property onsale.events.partitions with the config value "many" threw an Exception whilst being converted SRCFG00029: Expected an integer value, got "many"
            ExternalSecret/onsale | /spec/data/1/secretKey | "ONSALE_QUEUE_TOKEN_KEY_K1" | ONSALE_QUEUE_TOKEN_KEY_K1 sets nothing
            """)
    void givenOneMistake_whenChecked_itIsFound(String object, String path, String value, String found)
            throws Exception {
        assertFound(KubernetesManifestsTest.manifests("production"), object, path, value, found);
    }

    @ParameterizedTest(name = "{0} {1} = {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            ScaledObject/onsale | /spec/minReplicaCount | 7 | an opening wants 6 instances, and there are 7 to 20
            ScaledObject/onsale | /spec/triggers/1/metadata/ignoreNullValues | | takes a lost target for a zero
            ScaledObject/onsale | /spec/triggers/2/metadata/ignoreNullValues | "true" | takes a lost target for a zero
            ScaledObject/onsale | /spec/triggers/2/metadata/query | "max(onsale_openings_imminent)" | does not ask for onsale_instances_wanted
            """)
    void givenOneMistakeOfKeda_whenChecked_itIsFound(String object, String path, String value, String found)
            throws Exception {
        assertFound(KubernetesManifestsTest.productionWith("keda/scaled-object.yaml"), object, path, value, found);
    }

    @Test
    void givenImageOfOthersWithoutDigest_whenChecked_itIsFound() throws Exception {
        assertFound(
                KubernetesManifestsTest.manifests("local"),
                "StatefulSet/mysql",
                "/spec/template/spec/containers/0/image",
                "\"mysql:8.4.6\"",
                "image mysql:8.4.6 may become another");
    }

    /** As the job that once set the floor of the autoscaler had it. */
    @Test
    void givenSomebodyWhoMayChangeTheAutoscaler_whenChecked_itIsFound() throws Exception {
        var objects =
                new ArrayList<>(KubernetesManifestsTest.manifests("production").objects());
        objects.add(JSON.readTree("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "floor"}, "rules": [
                {"apiGroups": ["autoscaling"], "resources": ["horizontalpodautoscalers"], "verbs": ["get", "patch"]}]}"""));
        assertThat(new KubernetesManifests(objects).violations(SETTINGS))
                .contains("Role/floor: may patch what an apply sets");
    }

    private static void assertFound(
            KubernetesManifests manifests, String object, String path, String value, String found) throws Exception {
        // Given
        JsonNode broken = manifests.objects().stream()
                .filter(each -> KubernetesManifests.name(each).matches(object + "(-[a-z0-9]{10})?"))
                .findAny()
                .orElseThrow();
        put(broken, path, value == null ? null : JSON.readTree(value));
        // When, Then
        assertThat(manifests.violations(SETTINGS)).anyMatch(violation -> violation.endsWith(": " + found));
    }

    private static void put(JsonNode object, String path, JsonNode value) {
        int last = path.lastIndexOf('/');
        JsonNode parent = object.at(path.substring(0, last));
        String field = path.substring(last + 1).replace("~1", "/");
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(field), value);
        } else if (value == null) {
            assertThat(((ObjectNode) parent).remove(field)).as(path).isNotNull();
        } else {
            ((ObjectNode) parent).set(field, value);
        }
    }
}
