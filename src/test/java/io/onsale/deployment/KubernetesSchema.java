package io.onsale.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The schema of Kubernetes' own kinds, which the models of its Java client check. It is the only check before a cluster that finds a misspelt
 * field. Resources of operators are known by kind and version alone: their fields are checked by the cluster that has the operator.
 */
final class KubernetesSchema {
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", V1ConfigMap.class),
            Map.entry("v1 Namespace", V1Namespace.class),
            Map.entry("v1 Service", V1Service.class),
            Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
            Map.entry("apps/v1 Deployment", V1Deployment.class),
            Map.entry("apps/v1 StatefulSet", V1StatefulSet.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            Map.entry("batch/v1 CronJob", V1CronJob.class),
            Map.entry("batch/v1 Job", V1Job.class),
            Map.entry("networking.k8s.io/v1 Ingress", V1Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class));

    private static final Set<String> OF_OPERATORS = Set.of(
            "external-secrets.io/v1 ExternalSecret",
            "k6.io/v1alpha1 TestRun",
            "kafka.strimzi.io/v1 Kafka",
            "kafka.strimzi.io/v1 KafkaNodePool",
            "kafka.strimzi.io/v1 KafkaUser",
            "keda.sh/v1alpha1 ScaledObject",
            "monitoring.coreos.com/v1 PrometheusRule",
            "monitoring.coreos.com/v1 ServiceMonitor");

    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(String.class, new Only(JsonToken.STRING))
            .registerTypeAdapter(OffsetDateTime.class, new Only(JsonToken.STRING))
            .registerTypeAdapter(Boolean.class, new Only(JsonToken.BOOLEAN))
            .registerTypeAdapter(Integer.class, new Only(JsonToken.NUMBER))
            .registerTypeAdapter(Long.class, new Only(JsonToken.NUMBER))
            .create();

    /** Gson takes true for "true" and "1" for 1, which the API server does not. Only keys of maps are needed of what is read. */
    private static final class Only extends TypeAdapter<Object> {
        private final JsonToken token;

        Only(JsonToken token) {
            this.token = token;
        }

        @Override
        public Object read(JsonReader in) throws IOException {
            if (in.peek() != token) {
                throw new JsonParseException("Expected a " + token + " at path " + in.getPath());
            }
            if (token == JsonToken.STRING) {
                return in.nextString();
            }
            in.skipValue();
            return null;
        }

        @Override
        public void write(JsonWriter out, Object value) {
            throw new UnsupportedOperationException();
        }
    }

    private KubernetesSchema() {}

    /** The first violation, if there is one. */
    static Stream<String> violations(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            return OF_OPERATORS.contains(kind) ? Stream.of() : Stream.of("no such kind: " + kind);
        }
        JsonElement json = JsonParser.parseString(object.toString());
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            GSON.fromJson(json, model);
            return Stream.of();
        } catch (InvocationTargetException e) {
            // without the whole object, which ends the message
            return Stream.of(e.getCause().getMessage().replaceFirst("(?s)(\\. JSON)?: \\{.*", ""));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            return Stream.of(e.getMessage().strip());
        }
    }
}
