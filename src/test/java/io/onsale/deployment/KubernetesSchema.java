package io.onsale.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.custom.QuantityFormatter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the API server would know what stands in a manifest: kind and version, the names of fields, which of them must be there, and their
 * types. It goes by the models that the Java client generates from the API, and by {@link KubernetesCustomResources}.
 */
final class KubernetesSchema {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", "V1ConfigMap"),
            Map.entry("v1 Namespace", "V1Namespace"),
            Map.entry("v1 Secret", "V1Secret"),
            Map.entry("v1 Service", "V1Service"),
            Map.entry("v1 ServiceAccount", "V1ServiceAccount"),
            Map.entry("apps/v1 Deployment", "V1Deployment"),
            Map.entry("apps/v1 StatefulSet", "V1StatefulSet"),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", "V2HorizontalPodAutoscaler"),
            Map.entry("batch/v1 CronJob", "V1CronJob"),
            Map.entry("batch/v1 Job", "V1Job"),
            Map.entry("networking.k8s.io/v1 Ingress", "V1Ingress"),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", "V1NetworkPolicy"),
            Map.entry("policy/v1 PodDisruptionBudget", "V1PodDisruptionBudget"),
            Map.entry("rbac.authorization.k8s.io/v1 Role", "V1Role"),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", "V1RoleBinding"));

    private final List<String> violations = new ArrayList<>();

    private KubernetesSchema() {}

    static List<String> violations(JsonNode object) {
        var schema = new KubernetesSchema();
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<?> model = KubernetesCustomResources.KINDS.get(kind);
        if (model == null && KINDS.containsKey(kind)) {
            model = model(KINDS.get(kind));
        }
        if (model == null) {
            return List.of("no such kind: " + kind);
        }
        schema.check("", object, model);
        return schema.violations;
    }

    private static Class<?> model(String name) {
        try {
            return Class.forName(MODELS + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(String path, JsonNode value, Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            checkItems(path, value, generic.getActualTypeArguments()[0]);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            checkEntries(path, value, generic.getActualTypeArguments()[1]);
        } else if (type == String.class || type == OffsetDateTime.class) {
            require(path, value.isTextual(), "a string");
        } else if (type == Integer.class || type == Long.class) {
            require(path, value.isIntegralNumber(), "an integer");
        } else if (type == Double.class) {
            require(path, value.isNumber(), "a number");
        } else if (type == Boolean.class) {
            require(path, value.isBoolean(), "true or false");
        } else if (type == IntOrString.class) {
            require(path, value.isTextual() || value.isIntegralNumber(), "an integer or a string");
        } else if (type == Quantity.class) {
            require(path, isQuantity(value), "a quantity");
        } else if (type == byte[].class) {
            require(path, value.isTextual(), "base64");
        } else if (type != Object.class) {
            checkFields(path, value, (Class<?>) type);
        }
    }

    private void checkItems(String path, JsonNode value, Type type) {
        require(path, value.isArray(), "a list");
        for (int i = 0; i < value.size(); i++) {
            check(path + "[" + i + "]", value.path(i), type);
        }
    }

    private void checkEntries(String path, JsonNode value, Type type) {
        require(path, value.isObject(), "a map");
        value.properties().forEach(entry -> check(path + "." + entry.getKey(), entry.getValue(), type));
    }

    private void checkFields(String path, JsonNode value, Class<?> model) {
        require(path, value.isObject(), "an object");
        Map<String, Type> fields = fields(model);
        value.properties().forEach(entry -> {
            String inner = path + "." + entry.getKey();
            if (fields.containsKey(entry.getKey())) {
                check(inner, entry.getValue(), fields.get(entry.getKey()));
            } else {
                violations.add(inner + " is not known");
            }
        });
        for (String required : required(model)) {
            if (!value.has(required)) {
                violations.add(path + "." + required + " is missing");
            }
        }
    }

    private void require(String path, boolean right, String what) {
        if (!right) {
            violations.add(path + " must be " + what);
        }
    }

    private static boolean isQuantity(JsonNode value) {
        try {
            return value.isValueNode() && new QuantityFormatter().parse(value.asText()) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Map<String, Type> fields(Class<?> model) {
        var fields = new LinkedHashMap<String, Type>();
        for (Field field : model.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                var name = field.getAnnotation(SerializedName.class);
                fields.put(name == null ? field.getName() : name.value(), field.getGenericType());
            }
        }
        return fields;
    }

    /** The API's own objects need no kind inside of others, and no manifest has a status. */
    @SuppressWarnings("unchecked")
    private static Set<String> required(Class<?> model) {
        try {
            return (Set<String>) model.getField("openapiRequiredFields").get(null);
        } catch (NoSuchFieldException e) {
            return KubernetesCustomResources.required(model);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
