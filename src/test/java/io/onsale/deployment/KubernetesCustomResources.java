package io.onsale.deployment;

import static java.util.stream.Collectors.toSet;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerBehavior;
import jakarta.validation.constraints.NotNull;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the manifests use of the resources of operators, as far as they use it: a field that is new to them is to be added here, from its documentation. */
final class KubernetesCustomResources {
    static final Map<String, Class<?>> KINDS = Map.of(
            "external-secrets.io/v1 ExternalSecret", ExternalSecret.class,
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class,
            "k6.io/v1alpha1 TestRun", TestRun.class,
            "keda.sh/v1alpha1 ScaledObject", ScaledObject.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class);

    private KubernetesCustomResources() {}

    static Set<String> required(Class<?> model) {
        return Arrays.stream(model.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(NotNull.class))
                .map(field -> field.getName())
                .collect(toSet());
    }

    /** https://external-secrets.io/latest/api/externalsecret */
    record ExternalSecret(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(
                String refreshInterval,
                @NotNull Store secretStoreRef,
                @NotNull Target target,
                @NotNull List<Data> data) {}

        record Store(@NotNull String kind, @NotNull String name) {}

        record Target(@NotNull String name, String creationPolicy) {}

        record Data(@NotNull String secretKey, @NotNull Remote remoteRef) {}

        record Remote(@NotNull String key, String property, String version, String decodingStrategy) {}
    }

    /** https://github.com/grafana/k6-operator/blob/main/docs/crd-generated.md */
    record TestRun(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(
                @NotNull Integer parallelism,
                Boolean separate,
                @NotNull Script script,
                String arguments,
                String cleanup,
                @NotNull Runner runner) {}

        record Script(String localFile) {}

        record Runner(
                @NotNull String image,
                String imagePullPolicy,
                Metadata metadata,
                String automountServiceAccountToken,
                V1PodSecurityContext securityContext,
                V1SecurityContext containerSecurityContext,
                List<V1EnvVar> env,
                V1ResourceRequirements resources,
                List<V1Volume> volumes,
                List<V1VolumeMount> volumeMounts) {}

        record Metadata(Map<String, String> annotations, Map<String, String> labels) {}
    }

    /** https://keda.sh/docs/latest/reference/scaledobject-spec */
    record ScaledObject(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(
                @NotNull Target scaleTargetRef,
                Integer pollingInterval,
                Integer cooldownPeriod,
                @NotNull Integer minReplicaCount,
                @NotNull Integer maxReplicaCount,
                Advanced advanced,
                @NotNull List<Trigger> triggers) {}

        record Target(
                String apiVersion, String kind, @NotNull String name) {}

        record Advanced(Autoscaler horizontalPodAutoscalerConfig) {}

        record Autoscaler(String name, V2HorizontalPodAutoscalerBehavior behavior) {}

        record Trigger(
                @NotNull String type,
                String name,
                String metricType,
                @NotNull Map<String, String> metadata) {}
    }

    /** https://prometheus-operator.dev/docs/api-reference/api */
    record ServiceMonitor(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(
                String jobLabel,
                List<String> targetLabels,
                List<String> podTargetLabels,
                NamespaceSelector namespaceSelector,
                @NotNull V1LabelSelector selector,
                @NotNull List<Endpoint> endpoints) {}

        record NamespaceSelector(Boolean any, List<String> matchNames) {}

        record Endpoint(
                @NotNull String port,
                String path,
                String scheme,
                String interval,
                String scrapeTimeout,
                Boolean honorLabels,
                List<Relabeling> relabelings,
                List<Relabeling> metricRelabelings) {}

        record Relabeling(
                List<String> sourceLabels,
                String separator,
                String targetLabel,
                String regex,
                String replacement,
                String action) {}
    }

    record PrometheusRule(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(@NotNull List<Group> groups) {}

        record Group(
                @NotNull String name,
                String interval,
                @NotNull List<Rule> rules) {}

        record Rule(
                String alert,
                String record,
                @NotNull IntOrString expr,
                @SerializedName("for") String lasting,
                @SerializedName("keep_firing_for") String lastingOn,
                Map<String, String> labels,
                Map<String, String> annotations) {}
    }

    /** https://strimzi.io/docs/operators/latest/configuring */
    record Kafka(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(@NotNull Cluster kafka, EntityOperator entityOperator) {}

        record EntityOperator(Map<String, Object> userOperator) {}

        record Cluster(
                @NotNull String version,
                @NotNull List<Listener> listeners,
                @NotNull Map<String, Object> config) {}

        record Listener(
                @NotNull String name,
                @NotNull Integer port,
                @NotNull String type,
                @NotNull Boolean tls,
                Authentication authentication,
                List<V1NetworkPolicyPeer> networkPolicyPeers) {}
    }

    record Authentication(@NotNull String type) {}

    record KafkaUser(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(Authentication authentication) {}
    }

    record KafkaNodePool(
            @NotNull String apiVersion,
            @NotNull String kind,
            @NotNull V1ObjectMeta metadata,
            @NotNull Spec spec) {
        record Spec(
                @NotNull Integer replicas,
                @NotNull List<String> roles,
                @NotNull Storage storage,
                V1ResourceRequirements resources) {}

        record Storage(@NotNull String type, @NotNull List<Volume> volumes) {}

        record Volume(
                @NotNull Integer id,
                @NotNull String type,
                @NotNull String size,
                Boolean deleteClaim,
                String kraftMetadata) {}
    }
}
