package io.onsale.observability;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.ExpectedFailures;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.platform.events.DeadLetterTopics;
import io.onsale.platform.events.RawRecords;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Tests that dashboards and alerts are complete, link to what there is to do, and query nothing that the running
 * application does not export.
 */
@QuarkusTest
class DashboardsTest {
    private static final Path MONITORING = Path.of("k8s", "components", "monitoring");
    private static final Path RULES = Path.of("src", "main", "docker", "prometheus", "onsale.rules.yml");
    private static final Path RULE_TESTS = Path.of("src", "test", "resources", "prometheus", "onsale.rules.test.yml");
    private static final Path RUNBOOK = Path.of("docs", "runbook.md");
    private static final String RUNBOOK_URL = "https://github.com/onsale/onsale/blob/main/docs/runbook.md#";

    /** The metrics of Prometheus and Kubernetes themselves, with the labels that are used. */
    private static final Map<String, Set<String>> NOT_OURS = Map.of(
            "up", Set.of(),
            "ALERTS", Set.of("alertname", "alertstate"),
            "kube_deployment_status_replicas_ready", Set.of("deployment"),
            "kube_deployment_spec_replicas", Set.of("deployment"),
            "container_memory_working_set_bytes", Set.of("container"));
    /** The labels that the scraper adds. */
    private static final Set<String> OF_THE_TARGET = Set.of("job", "instance", "namespace", "pod");

    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern ANNOTATION_LABEL = Pattern.compile("\\$labels\\.(\\w+)");
    /** The metrics of Kafka's clients are looked up once a minute. */
    private static final Duration SOON = Duration.ofSeconds(90);

    private final BookingApi api = new BookingApi();

    @Inject
    RawRecords records;

    record Query(String where, PromQl promQl, Set<String> mentioned) {
        static Query of(String where, String expression, Pattern label, String text) {
            Set<String> mentioned =
                    label.matcher(text).results().map(found -> found.group(1)).collect(toSet());
            return new Query(where, PromQl.parse(expression), mentioned);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onsale-opening", "onsale-inside"})
    void eachPanel_saysWhatItShows(String uid) throws IOException {
        JsonNode dashboard = dashboard(uid);
        assertThat(dashboard.path("uid").asText()).isEqualTo(uid);
        assertThat(dashboard.path("title").asText()).isNotBlank();
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.at("/time/from").asText()).isEqualTo("now-30m");
        assertThat(dashboard.path("refresh").asText()).isEqualTo("5s");
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        List<JsonNode> panels = panels(dashboard);
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        for (JsonNode panel : panels) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(title)
                    .isNotBlank();
            assertThat(panel.path("targets").size()).as(title).isPositive();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("legendFormat").asText()).as(title).isNotBlank();
                assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
                assertThat(target.path("expr").asText())
                        .as("%s: rates are over what the resolution allows, or as the rules have them", title)
                        .doesNotContainPattern("rate\\([^\\[]*\\[(?!\\$__rate_interval]|5m])");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onsale-opening", "onsale-inside"})
    void panels_lieBesideEachOther(String uid) throws IOException {
        List<JsonNode> panels = panels(dashboard(uid));
        for (JsonNode panel : panels) {
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt())
                    .as("%s", panel.path("title"))
                    .isBetween(1, 24);
            assertThat(panels)
                    .filteredOn(other -> other != panel)
                    .noneMatch(other -> overlap(place, other.path("gridPos")));
        }
    }

    private static boolean overlap(JsonNode a, JsonNode b) {
        return overlap(a, b, "x", "w") && overlap(a, b, "y", "h");
    }

    private static boolean overlap(JsonNode a, JsonNode b, String from, String size) {
        return a.path(from).asInt() < b.path(from).asInt() + b.path(size).asInt()
                && b.path(from).asInt() < a.path(from).asInt() + a.path(size).asInt();
    }

    @Test
    void rulesOfTheOperator_areThoseOfTheFile() throws IOException {
        Map<String, Object> resource = yaml(MONITORING.resolve("prometheus-rule.yaml"));
        assertThat(resource.get("spec")).isEqualTo(yaml(RULES));
    }

    @Test
    void eachAlert_isExplained_andLinksToWhatThereIsToDo() throws IOException {
        Set<String> anchors;
        try (Stream<String> lines = Files.lines(RUNBOOK)) {
            anchors = lines.filter(line -> line.startsWith("#"))
                    .map(DashboardsTest::anchor)
                    .collect(toSet());
        }
        assertThat(alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            var annotations = map(alert.get("annotations"));
            assertThat(map(alert.get("labels")).get("severity")).isIn("critical", "warning");
            assertThat((String) annotations.get("summary")).isNotBlank();
            assertThat((String) annotations.get("description")).isNotBlank();
            String url = (String) annotations.get("runbook_url");
            assertThat(url).startsWith(RUNBOOK_URL);
            assertThat(url.substring(RUNBOOK_URL.length()))
                    .isEqualTo(alert.get("alert").toString().toLowerCase(Locale.ROOT))
                    .isIn(anchors);
        });
    }

    /** The anchor of a heading, as GitHub makes it. */
    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    @Test
    void eachAlert_isTested_whereItFiresAndWhereItDoesNot() throws IOException {
        var fires = new HashSet<String>();
        var doesNot = new HashSet<String>();
        for (Object test : list(yaml(RULE_TESTS).get("tests"))) {
            for (Object expected : list(map(test).get("alert_rule_test"))) {
                Map<String, Object> tested = map(expected);
                (list(tested.get("exp_alerts")).isEmpty() ? doesNot : fires).add((String) tested.get("alertname"));
            }
        }
        Set<Object> alerts = alerts().stream().map(alert -> alert.get("alert")).collect(toSet());
        assertThat(fires).isEqualTo(alerts);
        assertThat(doesNot).isEqualTo(alerts);
    }

    @Test
    void rulesAndTheirTests_passPromtool() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))))
                .as("promtool, of the package prometheus, is on the PATH")
                .isTrue();
        passes("promtool", "check", "rules", RULES.toString());
        passes("promtool", "test", "rules", RULE_TESTS.toString());
    }

    private static void passes(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void dashboardsAndRules_askForWhatIsExported_andForAllOfOurOwn() throws IOException {
        // Given
        List<Query> queries = queries();
        Map<String, Set<String>> recorded = rules().stream()
                .filter(rule -> rule.containsKey("record"))
                .collect(toMap(rule -> (String) rule.get("record"), rule -> PromQl.parse((String) rule.get("expr"))
                        .groupings()));
        Set<String> asked = queries.stream()
                .flatMap(query -> query.promQl.selectors().stream())
                .map(PromQl.Selector::metric)
                .collect(toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(50);
        // When
        aLittleOfEverything();
        // Then
        await().atMost(SOON).untilAsserted(() -> {
            ExportedMetrics exported = ExportedMetrics.scrape();
            assertThat(asked)
                    .allMatch(metric ->
                            exported.has(metric) || recorded.containsKey(metric) || NOT_OURS.containsKey(metric));
        });
        ExportedMetrics exported = ExportedMetrics.scrape();
        for (Query query : queries) {
            var offered = new HashSet<>(OF_THE_TARGET);
            for (PromQl.Selector selector : query.promQl.selectors()) {
                var labels = new HashSet<>(OF_THE_TARGET);
                labels.addAll(exported.labelsOf(selector.metric()));
                labels.addAll(recorded.getOrDefault(selector.metric(), Set.of()));
                labels.addAll(NOT_OURS.getOrDefault(selector.metric(), Set.of()));
                assertThat(labels).as("%s: %s", query.where, selector.metric()).containsAll(selector.labels());
                offered.addAll(labels);
            }
            assertThat(offered).as(query.where).containsAll(query.promQl.groupings());
            assertThat(offered).as(query.where).containsAll(query.mentioned);
        }
        assertThat(exported.names().stream()
                        .filter(name -> name.startsWith("onsale_"))
                        .map(DashboardsTest::family)
                        .collect(toSet()))
                .isSubsetOf(asked.stream().map(DashboardsTest::family).collect(toSet()));
    }

    /** The name of the metric to which a series belongs: one series of a histogram is enough. */
    private static String family(String name) {
        return name.replaceAll("_(bucket|count|sum|max)$", "");
    }

    /** Uses the application, because some meters exist only once there is something to measure. */
    private void aLittleOfEverything() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 20_000);
        api.turn(show, buyer);
        api.pay(buyer, api.reserved(show, buyer, show.seats().get(0)));
        try (var expected = new ExpectedFailures(DeadLetterTopics.class)) {
            records.send("payment.failed", "k", Map.of(), "garbage");
            await().atMost(SOON).until(() -> ExportedMetrics.scrape().has("onsale_dead_letters_total"));
        }
        System.gc();
    }

    private static List<Query> queries() throws IOException {
        var queries = new ArrayList<Query>();
        for (String uid : List.of("onsale-opening", "onsale-inside")) {
            JsonNode dashboard = dashboard(uid);
            for (JsonNode panel : panels(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(Query.of(
                            uid + ", " + panel.path("title").asText(),
                            target.path("expr").asText(),
                            LEGEND_LABEL,
                            target.path("legendFormat").asText()));
                }
            }
            for (JsonNode annotation : dashboard.at("/annotations/list")) {
                queries.add(
                        Query.of(uid + ", annotations", annotation.path("expr").asText(), LEGEND_LABEL, ""));
            }
        }
        for (Map<String, Object> rule : rules()) {
            queries.add(Query.of(
                    "rule " + rule.getOrDefault("alert", rule.get("record")),
                    (String) rule.get("expr"),
                    ANNOTATION_LABEL,
                    String.valueOf(rule.get("annotations"))));
        }
        return queries;
    }

    private static JsonNode dashboard(String uid) throws IOException {
        return new ObjectMapper()
                .readTree(
                        MONITORING.resolve("dashboards").resolve(uid + ".json").toFile());
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        var panels = new ArrayList<JsonNode>();
        dashboard.path("panels").forEach(panels::add);
        assertThat(panels).hasSizeGreaterThan(20);
        return panels;
    }

    private static List<Map<String, Object>> alerts() throws IOException {
        return rules().stream().filter(rule -> rule.containsKey("alert")).toList();
    }

    private static List<Map<String, Object>> rules() throws IOException {
        return list(yaml(RULES).get("groups")).stream()
                .flatMap(group -> list(map(group).get("rules")).stream())
                .map(DashboardsTest::map)
                .toList();
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object node) {
        return (List<Object>) node;
    }
}
