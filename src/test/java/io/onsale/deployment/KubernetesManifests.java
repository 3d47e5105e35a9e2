package io.onsale.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** All objects of one deployment, and what is wrong with them: in themselves, of one another, and for the application. */
record KubernetesManifests(List<JsonNode> objects) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Built by whoever deploys it. */
    private static final String OURS = "(.*/)?onsale(:.*)?";

    /** How many instances an opening needs, as the service reports it. */
    private static final String WANTED = "onsale_instances_wanted";

    private static final String SECRET_NAME =
            "(?!MYSQL_RANDOM_ROOT_PASSWORD).*(PASSWORD|SECRET|PRIVATE|_KEYS_|CREDENTIAL).*";
    private static final String SECRET_VALUE = "(?s).*(://[^/@]*:[^/@]*@|PRIVATE KEY|[?&]password=).*";

    static KubernetesManifests parse(String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(yaml)
                .forEach(object -> objects.add(JSON.valueToTree(object)));
        return new KubernetesManifests(objects);
    }

    /** Each as the object and what is wrong with it. */
    Set<String> violations(ApplicationSettings settings) {
        var violations = new LinkedHashSet<String>();
        for (JsonNode object : objects) {
            Stream.of(
                            KubernetesSchema.violations(object),
                            secrets(object),
                            references(object),
                            selectors(object),
                            scaling(object, settings))
                    .flatMap(found -> found)
                    .forEach(found -> violations.add(name(object) + ": " + found));
            JsonNode pod = pod(object);
            for (JsonNode container : pod.at("/spec/containers")) {
                Stream.of(image(container), restricted(pod, container), application(pod, container, settings))
                        .flatMap(found -> found)
                        .forEach(found -> violations.add(name(object) + ": " + found));
            }
        }
        return violations;
    }

    JsonNode object(String name) {
        return objects.stream()
                .filter(object -> name(object).equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    static String name(JsonNode object) {
        return object.path("kind").asText() + "/" + object.at("/metadata/name").asText();
    }

    private Stream<JsonNode> named(String kind, JsonNode name) {
        return objects.stream().filter(object -> name(object).equals(kind + "/" + name.asText()));
    }

    private boolean exists(String kind, JsonNode name) {
        return named(kind, name).findAny().isPresent();
    }

    private static JsonNode pod(JsonNode object) {
        JsonNode template = object.at("/spec/template");
        return template.has("spec") ? template : object.at("/spec/jobTemplate/spec/template");
    }

    Stream<JsonNode> pods() {
        return objects.stream().map(KubernetesManifests::pod).filter(pod -> pod.has("spec"));
    }

    // ---- of each object

    private static Stream<String> secrets(JsonNode object) {
        Stream<String> values = object.path("kind").asText().equals("Secret") ? Stream.of("a Secret") : Stream.of();
        Stream<String> settings = object.path("data").properties().stream()
                .filter(entry -> isSecret(entry.getKey(), entry.getValue()))
                .map(entry -> entry.getKey());
        Stream<String> variables = items(pod(object).at("/spec/containers"))
                .flatMap(container -> items(container.path("env")))
                .filter(variable -> isSecret(variable.path("name").asText(), variable.path("value")))
                .map(variable -> variable.path("name").asText());
        return Stream.of(values, settings, variables).flatMap(found -> found).map(found -> found + " holds a secret");
    }

    private static boolean isSecret(String name, JsonNode value) {
        return !value.isMissingNode()
                && (name.matches(SECRET_NAME) || value.asText().matches(SECRET_VALUE));
    }

    private static Stream<String> image(JsonNode container) {
        String image = container.path("image").asText();
        boolean stays = image.matches(OURS)
                ? image.matches(".+:[^:/]+") && !image.endsWith(":latest")
                : image.matches(DockerfileRules.PINNED);
        return wrong(stays, "image " + image + " may become another");
    }

    /** What the Pod Security Standard "restricted" asks for, which the namespace enforces. */
    private static Stream<String> restricted(JsonNode pod, JsonNode container) {
        JsonNode security = container.path("securityContext");
        return Stream.of(
                        wrong(pod.at("/spec/securityContext/runAsNonRoot").asBoolean(), "may run as root"),
                        wrong(
                                pod.at("/spec/securityContext/seccompProfile/type")
                                        .asText()
                                        .equals("RuntimeDefault"),
                                "has no seccomp profile"),
                        wrong(!security.path("allowPrivilegeEscalation").asBoolean(true), "may gain privileges"),
                        wrong(security.at("/capabilities/drop/0").asText().equals("ALL"), "keeps capabilities"))
                .flatMap(found -> found);
    }

    private static boolean hasPort(JsonNode container, JsonNode port) {
        return items(container.path("ports"))
                .anyMatch(has -> has.path("name").equals(port)
                        || has.path("containerPort").equals(port));
    }

    // ---- of one another

    private Stream<String> references(JsonNode object) {
        JsonNode pod = pod(object).path("spec");
        Stream<String> found =
                switch (object.path("kind").asText()) {
                    case "HorizontalPodAutoscaler", "ScaledObject" -> {
                        JsonNode target = object.at("/spec/scaleTargetRef");
                        yield missing(target.path("kind").asText("Deployment"), target.path("name"));
                    }
                    case "Ingress" ->
                        items(object.at("/spec/rules"))
                                .flatMap(rule -> items(rule.at("/http/paths")))
                                .map(path -> path.at("/backend/service"))
                                .flatMap(backend -> missingPort(backend.path("name"), backend.at("/port/name")));
                    default -> Stream.of();
                };
        Stream<String> settings = items(pod.path("containers"))
                .flatMap(container -> items(container.path("envFrom")))
                .map(from -> from.at("/configMapRef/name"))
                .filter(name -> !name.isMissingNode())
                .flatMap(name -> missing("ConfigMap", name));
        Stream<String> volumes = items(pod.path("volumes"))
                .map(volume -> volume.at("/configMap/name"))
                .filter(name -> !name.isMissingNode())
                .flatMap(name -> missing("ConfigMap", name));
        Stream<String> secrets = items(pod.path("volumes"))
                .map(volume -> volume.at("/secret/secretName"))
                .filter(name -> !name.isMissingNode())
                .flatMap(name -> missing("ExternalSecret", name));
        Stream<String> account =
                pod.has("serviceAccountName") ? missing("ServiceAccount", pod.path("serviceAccountName")) : Stream.of();
        return Stream.of(found, settings, volumes, secrets, account).flatMap(each -> each);
    }

    private Stream<String> missing(String kind, JsonNode name) {
        return wrong(exists(kind, name), "there is no " + kind + "/" + name.asText());
    }

    private Stream<String> missingPort(JsonNode service, JsonNode port) {
        boolean has = named("Service", service)
                .flatMap(object -> items(object.at("/spec/ports")))
                .anyMatch(each ->
                        each.path("name").equals(port) || each.path("port").equals(port));
        return wrong(has, "there is no port " + port.asText() + " of Service/" + service.asText());
    }

    /** Whoever selects selects somebody, and the ports that are named are theirs. */
    private Stream<String> selectors(JsonNode object) {
        JsonNode spec = object.path("spec");
        return switch (object.path("kind").asText()) {
            case "Service" ->
                selected(
                        JSON.createObjectNode().set("matchLabels", spec.path("selector")),
                        items(spec.path("ports"))
                                .map(port -> port.path("targetPort"))
                                .toList());
            case "Deployment", "StatefulSet" ->
                wrong(matches(spec.path("selector"), pod(object)), "does not select its own pods");
            case "PodDisruptionBudget" -> selected(spec.path("selector"), List.of());
            case "NetworkPolicy" ->
                Stream.concat(
                        selected(spec.path("podSelector"), List.of()),
                        items(spec.path("ingress"))
                                .flatMap(rule -> items(rule.path("ports")))
                                .map(port -> port.path("port"))
                                .filter(port -> pods().filter(pod -> matches(spec.path("podSelector"), pod))
                                        .flatMap(pod -> items(pod.at("/spec/containers")))
                                        .noneMatch(container -> hasPort(container, port)))
                                .map(port -> "lets in to port " + port.asText() + ", which nobody has"));
            case "ServiceMonitor" ->
                Stream.concat(
                        wrong(
                                items(spec.path("endpoints"))
                                        .anyMatch(endpoint ->
                                                endpoint.path("path").asText().equals("/q/metrics")),
                                "does not scrape /q/metrics"),
                        items(spec.path("endpoints"))
                                .filter(endpoint -> objects.stream()
                                        .filter(service ->
                                                service.path("kind").asText().equals("Service"))
                                        .filter(service -> matches(spec.path("selector"), service))
                                        .flatMap(service -> items(service.at("/spec/ports")))
                                        .noneMatch(port -> port.path("name").equals(endpoint.path("port"))))
                                .map(endpoint ->
                                        "scrapes port " + endpoint.path("port").asText() + ", which no service has"));
            default -> Stream.of();
        };
    }

    private Stream<String> selected(JsonNode selector, List<JsonNode> ports) {
        List<JsonNode> selected = pods().filter(pod -> matches(selector, pod)).toList();
        if (selected.isEmpty()) {
            return Stream.of("selects no pods");
        }
        return ports.stream()
                .filter(port -> selected.stream()
                        .flatMap(pod -> items(pod.at("/spec/containers")))
                        .noneMatch(container -> hasPort(container, port)))
                .map(port -> "leads to port " + port.asText() + ", which nobody has");
    }

    private static boolean matches(JsonNode selector, JsonNode labelled) {
        JsonNode labels = labelled.at("/metadata/labels");
        return selector.path("matchLabels").properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.path(label.getKey())))
                && items(selector.path("matchExpressions")).allMatch(expression -> items(expression.path("values"))
                        .anyMatch(value ->
                                value.equals(labels.path(expression.path("key").asText()))));
    }

    /** What an opening needs is a metric that can be had, and in no field that another than the manifests sets, which an apply would set back. */
    private Stream<String> scaling(JsonNode object, ApplicationSettings settings) {
        JsonNode spec = object.path("spec");
        return switch (object.path("kind").asText()) {
            case "HorizontalPodAutoscaler" ->
                Stream.concat(
                        opening(
                                object,
                                settings,
                                spec.path("minReplicas").asInt(1),
                                spec.path("maxReplicas").asInt()),
                        wrong(
                                items(spec.path("metrics"))
                                        .map(metric -> metric.at("/external/metric/name"))
                                        .anyMatch(name -> name.asText().equals(WANTED)),
                                "does not ask for " + WANTED));
            case "ScaledObject" -> {
                List<JsonNode> queries = items(spec.path("triggers"))
                        .filter(trigger -> trigger.path("type").asText().equals("prometheus"))
                        .map(trigger -> trigger.path("metadata"))
                        .toList();
                yield Stream.of(
                                opening(
                                        object,
                                        settings,
                                        spec.path("minReplicaCount").asInt(),
                                        spec.path("maxReplicaCount").asInt()),
                                wrong(
                                        queries.stream().anyMatch(query -> query.path("query")
                                                .asText()
                                                .contains(WANTED)),
                                        "does not ask for " + WANTED),
                                wrong(
                                        queries.stream().allMatch(query -> query.path("ignoreNullValues")
                                                .asText()
                                                .equals("false")),
                                        "takes a lost target for a zero"))
                        .flatMap(found -> found);
            }
            case "Role", "ClusterRole" ->
                items(object.path("rules"))
                        .flatMap(rule -> items(rule.path("verbs")))
                        .map(JsonNode::asText)
                        .filter(verb -> !Set.of("get", "list", "watch").contains(verb))
                        .map(verb -> "may " + verb + " what an apply sets");
            default -> Stream.of();
        };
    }

    private Stream<String> opening(JsonNode autoscaler, ApplicationSettings settings, int least, int most) {
        return named("Deployment", autoscaler.at("/spec/scaleTargetRef/name"))
                .flatMap(deployment -> items(deployment.at("/spec/template/spec/containers")))
                .map(container -> settings.openingInstances(values(container)))
                .filter(wanted -> wanted < least || wanted > most)
                .map(wanted -> "an opening wants " + wanted + " instances, and there are " + least + " to " + most);
    }

    private static JsonNode variables(JsonNode container) {
        var variables = JSON.createObjectNode();
        container.path("env").forEach(each -> variables.set(each.path("name").asText(), each.path("value")));
        return variables;
    }

    // ---- for the application

    private Stream<String> application(JsonNode pod, JsonNode container, ApplicationSettings settings) {
        if (!container.path("image").asText().matches(OURS)) {
            return Stream.of();
        }
        Map<String, String> values = values(container);
        JsonNode resources = container.path("resources");
        return Stream.of(
                        wrong(
                                container
                                        .at("/securityContext/readOnlyRootFilesystem")
                                        .asBoolean(),
                                "may write to its file system"),
                        wrong(
                                !pod.at("/spec/automountServiceAccountToken").asBoolean(true),
                                "has the token of an account"),
                        wrong(
                                Stream.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory")
                                        .noneMatch(
                                                amount -> resources.at(amount).isMissingNode()),
                                "lacks requests or limits"),
                        Stream.concat(values.keySet().stream(), secretVariables(container))
                                .filter(variable -> !settings.isKnown(variable))
                                .map(variable -> variable + " sets nothing"),
                        settings.refusals(values),
                        container.has("ports") ? serving(pod, container, settings) : Stream.<String>of())
                .flatMap(found -> found);
    }

    /** What it finds in its environment, but for secrets. */
    Map<String, String> values(JsonNode container) {
        var values = new LinkedHashMap<String, String>();
        for (JsonNode from : container.path("envFrom")) {
            named("ConfigMap", from.at("/configMapRef/name"))
                    .flatMap(map -> map.path("data").properties().stream())
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().asText()));
        }
        variables(container)
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }

    private Stream<String> secretVariables(JsonNode container) {
        return items(container.path("envFrom"))
                .flatMap(from -> named("ExternalSecret", from.at("/secretRef/name")))
                .flatMap(secret -> items(secret.at("/spec/data")))
                .map(entry -> entry.path("secretKey").asText());
    }

    private static Stream<String> serving(JsonNode pod, JsonNode container, ApplicationSettings settings) {
        JsonNode readiness = container.path("readinessProbe");
        long noticed = readiness.path("periodSeconds").asLong(10)
                * readiness.path("failureThreshold").asLong(3);
        long stopping = container.at("/lifecycle/preStop/sleep/seconds").asLong()
                + settings.shutdownDelay().plus(settings.shutdownTimeout()).toSeconds();
        return Stream.of(
                        wrong(port(container, "http") == settings.httpPort(), "http is not quarkus.http.port"),
                        wrong(
                                port(container, "management") == settings.managementPort(),
                                "management is not quarkus.management.port"),
                        probe(container, "startupProbe", "/q/health/started"),
                        probe(container, "livenessProbe", "/q/health/live"),
                        probe(container, "readinessProbe", "/q/health/ready"),
                        wrong(
                                noticed < settings.shutdownDelay().toSeconds(),
                                "not ready is noticed after %d s, later than quarkus.shutdown.delay"
                                        .formatted(noticed)),
                        wrong(
                                pod.at("/spec/terminationGracePeriodSeconds").asLong(30) > stopping,
                                "is killed before the %d s that stopping may take".formatted(stopping)))
                .flatMap(found -> found);
    }

    private static int port(JsonNode container, String name) {
        return items(container.path("ports"))
                .filter(port -> port.path("name").asText().equals(name))
                .mapToInt(port -> port.path("containerPort").asInt())
                .findAny()
                .orElse(0);
    }

    private static Stream<String> probe(JsonNode container, String probe, String path) {
        JsonNode http = container.path(probe).path("httpGet");
        return wrong(
                http.path("path").asText().equals(path)
                        && http.path("port").asText().equals("management"),
                probe + " is not " + path + " of management");
    }

    private static Stream<String> wrong(boolean right, String what) {
        return right ? Stream.of() : Stream.of(what);
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
