package io.onsale.deployment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The promises that docker-compose.yml, and what it mounts into proxy, Prometheus and Grafana, keep to the application and the design; each
 * mistake is told in words. Whether the file is one of Compose, Docker says.
 */
final class ComposeRules {
    static final String FILE = "docker-compose.yml";
    static final String PROXY = "src/main/docker/proxy/nginx.conf";
    static final String PROMETHEUS = "src/main/docker/prometheus/prometheus.yml";
    static final String DATASOURCES = "src/main/docker/grafana/datasources/datasources.yml";

    private static final String SERVICE = "onsale";
    private static final String MIGRATION = "migrate";
    private static final int MANAGEMENT_PORT = 9000;

    private static final Pattern HOST_AND_PORT = Pattern.compile("([a-z][a-z0-9-]*):(\\d+)");

    /** What the design asks of the cluster. */
    private static final Map<String, String> BROKER_SETTINGS = Map.of(
            "KAFKA_DEFAULT_REPLICATION_FACTOR", "3",
            "KAFKA_MIN_INSYNC_REPLICAS", "2",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2");

    private final Sources sources;
    private final Map<String, Map<String, Object>> services = new TreeMap<>();
    private final List<String> mistakes = new ArrayList<>();

    private ComposeRules(Sources sources) {
        this.sources = sources;
        map(map(yaml(sources.read(FILE))).get("services")).forEach((name, service) -> services.put(name, map(service)));
    }

    static List<String> mistakes(Sources sources) {
        return new ComposeRules(sources).find();
    }

    private List<String> find() {
        services.forEach((name, service) -> {
            mounts(name, service);
            dependencies(name, service);
            if (service.containsKey("build")) {
                demand(Files.exists(Path.of(dockerfile(service))), name + ": there is no " + dockerfile(service));
                application(name, service);
            } else {
                String image = "" + service.get("image");
                demand(image.matches(DockerfileRules.PINNED), name + ": " + image + " may become another image");
            }
        });
        ports();
        brokers();
        instances();
        proxy();
        monitoring();
        return mistakes;
    }

    /** Docker would mount an empty directory where there is nothing. */
    private void mounts(String name, Map<String, Object> service) {
        for (String mount : texts(service.get("volumes"))) {
            String source = mount.split(":")[0];
            demand(Files.exists(Path.of(source)), name + ": there is no " + source);
            demand(mount.endsWith(":ro"), name + ": could write to " + source);
        }
    }

    /** {@code docker compose up --wait} is to end when everything is ready, in an order in which nothing fails. */
    private void dependencies(String name, Map<String, Object> service) {
        map(service.get("depends_on")).forEach((other, how) -> {
            Map<String, Object> needed = services.get(other);
            if (needed == null) {
                mistakes.add(name + ": waits for " + other + ", which is no service");
                return;
            }
            switch ("" + map(how).get("condition")) {
                case "service_healthy" ->
                    demand(
                            hasHealthCheck(needed),
                            name + ": waits for the health of " + other + ", which has no check");
                case "service_completed_successfully" ->
                    demand(other.equals(MIGRATION), name + ": waits for the end of " + other + ", which does not end");
                case "service_started" ->
                    demand(
                            !hasHealthCheck(needed),
                            name + ": waits for " + other + " until it is started, not until it is ready");
                default -> mistakes.add(name + ": does not say what it waits for of " + other);
            }
        });
    }

    private boolean hasHealthCheck(Map<String, Object> service) {
        Map<String, Object> check = map(service.get("healthcheck"));
        return check.containsKey("test")
                || service.containsKey("build")
                        && check.isEmpty()
                        && Files.exists(Path.of(dockerfile(service)))
                        && sources.read(dockerfile(service)).contains("\nHEALTHCHECK ");
    }

    /** What runs our image. */
    private void application(String name, Map<String, Object> service) {
        Map<String, Object> settings = map(service.get("environment"));
        var known = new ApplicationSettings();
        settings.forEach((setting, value) -> {
            demand(known.isKnown(setting), name + ": the application knows no " + setting);
            if (setting.startsWith("QUARKUS_") || setting.startsWith("KAFKA_")) {
                hosts("" + value)
                        .filter(host -> !services.containsKey(host))
                        .forEach(host ->
                                mistakes.add(name + ": " + setting + " names " + host + ", which is no service"));
            }
        });
        demand(Boolean.TRUE.equals(service.get("read_only")), name + ": may write to its file system");
        demand(
                texts(service.get("tmpfs")).stream().anyMatch(directory -> directory.startsWith("/tmp:size=")),
                name + ": does not start without a /tmp");
        demand(("" + service.get("user")).matches("[1-9]\\d*"), name + ": may be root");
        demand(texts(service.get("cap_drop")).contains("ALL"), name + ": has capabilities");
        demand(
                texts(service.get("security_opt")).contains("no-new-privileges:true"),
                name + ": may gain new privileges");
    }

    private void ports() {
        services.forEach((name, service) -> texts(service.get("ports"))
                .forEach(port ->
                        demand(port.startsWith("127.0.0.1:"), name + ": port " + port + " is open to other machines")));
    }

    private void brokers() {
        Map<String, Map<String, Object>> brokers = services.entrySet().stream()
                .filter(service -> ("" + service.getValue().get("image")).startsWith("apache/kafka:"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        service -> map(service.getValue().get("environment")),
                        (one, other) -> one,
                        TreeMap::new));
        demand(brokers.size() == 3, "there are " + brokers.size() + " brokers");
        String voters = brokers.entrySet().stream()
                .map(broker -> broker.getValue().get("KAFKA_NODE_ID") + "@" + broker.getKey() + ":29093")
                .collect(Collectors.joining(","));
        brokers.forEach((name, settings) -> {
            BROKER_SETTINGS.forEach((setting, value) -> demand(
                    value.equals("" + settings.get(setting)), name + ": " + setting + " is " + settings.get(setting)));
            demand(voters.equals(settings.get("KAFKA_CONTROLLER_QUORUM_VOTERS")), name + ": the voters are " + voters);
            demand(
                    ("" + settings.get("KAFKA_ADVERTISED_LISTENERS")).startsWith("INTERNAL://" + name + ":29092,"),
                    name + ": sends others elsewhere");
        });
    }

    /** Several, none of which changes the schema, after it has been changed once. */
    private void instances() {
        Map<String, Object> service = services.get(SERVICE);
        Map<String, Object> settings = map(service.get("environment"));
        Map<String, Object> migration = map(services.get(MIGRATION).get("environment"));
        demand(
                map(service.get("deploy")).get("replicas") instanceof Integer replicas && replicas > 1,
                SERVICE + ": there is one instance");
        String memory = ""
                + map(map(map(service.get("deploy")).get("resources")).get("limits"))
                        .get("memory");
        demand(
                memory.matches("\\d+M")
                        && DockerfileRules.besideTheHeap(sources, Long.parseLong(memory.replace("M", "")))
                                >= DockerfileRules.BESIDE_THE_HEAP,
                SERVICE + ": the JVM may be killed with " + memory + " of memory");
        demand(!service.containsKey("ports"), SERVICE + ": two instances cannot have one port of this machine");
        demand(
                "false".equals(settings.get("QUARKUS_LIQUIBASE_MIGRATE_AT_START")),
                SERVICE + ": each instance changes the schema");
        demand("true".equals(migration.get("QUARKUS_INIT_AND_EXIT")), MIGRATION + ": does not end");
        demand(
                !migration.containsKey("QUARKUS_LIQUIBASE_MIGRATE_AT_START"),
                MIGRATION + ": does not change the schema");
        demand(
                "service_completed_successfully"
                        .equals(map(map(service.get("depends_on")).get(MIGRATION))
                                .get("condition")),
                SERVICE + ": does not wait until the schema is there");
    }

    private void proxy() {
        Map<String, Object> network =
                map(map(services.get("proxy").get("networks")).get("default"));
        String address = "" + network.get("ipv4_address");
        Map<String, Object> settings = map(services.get(SERVICE).get("environment"));
        demand(
                address.equals(settings.get("ONSALE_HTTP_TRUSTED_PROXIES")),
                SERVICE + ": does not know the proxy by its address, " + address);
        String upstream = "server " + SERVICE + ":" + new ApplicationSettings().httpPort() + " resolve";
        demand(sources.read(PROXY).contains(upstream), PROXY + ": does not say " + upstream);
        demand(!sources.read(PROXY).matches("(?s).*proxy_next_upstream [^;]*non_idempotent.*"), PROXY + ": pays twice");
    }

    private void monitoring() {
        Map<String, Object> prometheus = map(yaml(sources.read(PROMETHEUS)));
        Path directory = Path.of(PROMETHEUS).getParent();
        texts(prometheus.get("rule_files"))
                .forEach(
                        rules -> demand(Files.exists(directory.resolve(rules)), PROMETHEUS + ": there is no " + rules));
        for (Object job : list(prometheus.get("scrape_configs"))) {
            demand("/q/metrics".equals(map(job).get("metrics_path")), PROMETHEUS + ": reads something else");
            for (Object discovery : list(map(job).get("dns_sd_configs"))) {
                demand(map(discovery).get("port").equals(MANAGEMENT_PORT), PROMETHEUS + ": asks on another port");
                texts(map(discovery).get("names"))
                        .forEach(host -> demand(services.containsKey(host), PROMETHEUS + ": nobody is " + host));
            }
        }
        for (Object datasource : list(map(yaml(sources.read(DATASOURCES))).get("datasources"))) {
            String url = "" + map(datasource).get("url");
            demand(hosts(url).allMatch(services::containsKey), DATASOURCES + ": nobody is at " + url);
        }
    }

    private void demand(boolean holds, String mistake) {
        if (!holds) {
            mistakes.add(mistake);
        }
    }

    private static String dockerfile(Map<String, Object> service) {
        return ("" + map(service.get("build")).get("dockerfile")).replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    }

    private static Stream<String> hosts(String value) {
        return HOST_AND_PORT.matcher(value).results().map((MatchResult host) -> host.group(1));
    }

    private static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private static List<String> texts(Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }
}
