package io.onsale.deployment;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What autoscalers ask Prometheus: it has a value for as long as any instance is heard, which is 0 when nobody waits, and none when that is
 * not known. An autoscaler scales nothing down while a metric has no value.
 */
class ScalingQueriesTest {
    private static final String DOCUMENTATION = "docs/kubernetes.md";
    private static final Pattern ADAPTER_RULES = Pattern.compile("(?s)```yaml\n(rules:\n  external:.*?)```");

    /** What each instance reports at all times, and without which prometheus-adapter would not know that there is a metric. */
    private static final List<String> ALWAYS_THERE = List.of("onsale_openings_imminent", "onsale_instances_wanted");

    @TempDir
    Path directory;

    private record Case(String name, String series, Double waiting, Double wanted) {}

    private static final List<Case> CASES = List.of(
            new Case("nobody waits, and nothing opens", """
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 0x12
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 0x12
                    """, 0.0, 0.0),
            new Case("the last queue has just been given up", """
                    onsale_queue_waiting{namespace="onsale",pod="a",concert="x"} = 7x6 stale
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 1x12
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 6x12
                    """, 0.0, 6.0),
            new Case(
                    "two queues as two instances see them, one of which has just started, and somebody else's",
                    """
                    onsale_queue_waiting{namespace="onsale",pod="a",concert="x"} = 100x12
                    onsale_queue_waiting{namespace="onsale",pod="b",concert="x"} = 90x12
                    onsale_queue_waiting{namespace="onsale",pod="b",concert="y"} = 5x12
                    onsale_queue_waiting{namespace="other",pod="a",concert="x"} = 1000x12
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 2x12
                    onsale_openings_imminent{namespace="onsale",pod="b"} = 0x12
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 6x12
                    onsale_instances_wanted{namespace="onsale",pod="b"} = 0x12
                    """,
                    105.0,
                    6.0),
            new Case("one of two instances does not see Redis", """
                    onsale_queue_waiting{namespace="onsale",pod="a",concert="x"} = 100x12
                    onsale_queue_waiting{namespace="onsale",pod="b",concert="x"} = NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 0x12
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 0x12
                    """, 100.0, 0.0),
            new Case("Redis is away, so that nobody knows who waits", """
                    onsale_queue_waiting{namespace="onsale",pod="a",concert="x"} = NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 0x12
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 0x12
                    """, null, 0.0),
            new Case("all targets are lost", """
                    onsale_queue_waiting{namespace="onsale",pod="a",concert="x"} = 100x6 stale
                    onsale_openings_imminent{namespace="onsale",pod="a"} = 1x6 stale
                    onsale_instances_wanted{namespace="onsale",pod="a"} = 6x6 stale
                    """, null, null));

    @Test
    void queriesOfAdapterAndKeda_haveAValueWhenNothingWaits_andNoneWhenTheTargetIsLost() throws Exception {
        assumeTrue(KubernetesManifestsTest.isOnPath("promtool"), "there is no promtool");
        // Given
        List<String> waiting = List.of(adapterQuery("onsale_queue_waiting"), kedaQuery("onsale_queue_waiting"));
        List<String> wanted = List.of(adapterQuery("onsale_instances_wanted"), kedaQuery("onsale_instances_wanted"));
        String tests = CASES.stream()
                .map(each -> test(each, waiting, wanted))
                .collect(joining("\n", "evaluation_interval: 5s\ntests:\n", ""));
        Path file = Files.writeString(directory.resolve("scaling.test.yml"), tests);
        // When
        Process promtool = new ProcessBuilder("promtool", "test", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Then
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void eachExternalMetric_hasARuleForTheAdapter_whichFindsItWhenNothingWaits() throws Exception {
        Map<String, JsonNode> rules = adapterRules();
        List<String> asked = items(KubernetesManifestsTest.manifests("production")
                        .object("HorizontalPodAutoscaler/onsale")
                        .at("/spec/metrics"))
                .map(metric -> metric.at("/external/metric/name").asText())
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
        assertThat(asked).isNotEmpty().containsExactlyElementsOf(rules.keySet());
        assertThat(rules.values())
                .extracting(rule -> rule.path("seriesQuery").asText())
                .isSubsetOf(ALWAYS_THERE);
    }

    private static String test(Case given, List<String> waiting, List<String> wanted) {
        String series = given.series()
                .lines()
                .map(line -> line.split(" = "))
                .map(line -> "      - series: '%s'\n        values: '%s'\n".formatted(line[0], line[1]))
                .collect(joining());
        String expected = Stream.concat(
                        waiting.stream().map(query -> expected(query, given.waiting())),
                        wanted.stream().map(query -> expected(query, given.wanted())))
                .collect(joining());
        return "  - name: '%s'\n    interval: 5s\n    input_series:\n%s    promql_expr_test:\n%s"
                .formatted(given.name().replace("'", "''"), series, expected);
    }

    private static String expected(String query, Double value) {
        String samples = value == null ? "[]" : "[{ labels: '{}', value: " + value + " }]";
        return "      - expr: '%s'\n        eval_time: 1m\n        exp_samples: %s\n".formatted(query, samples);
    }

    /** As prometheus-adapter fills it in. */
    private static String adapterQuery(String metric) {
        return adapterRules()
                .get(metric)
                .path("metricsQuery")
                .asText()
                .replace("<<.LabelMatchers>>", "namespace=\"onsale\"");
    }

    private static Map<String, JsonNode> adapterRules() {
        String yaml = ADAPTER_RULES
                .matcher(Sources.AS_THEY_ARE.read(DOCUMENTATION))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        var rules = new TreeMap<String, JsonNode>();
        JsonNode external = KubernetesManifests.parse(yaml).objects().get(0).at("/rules/external");
        external.forEach(rule -> rules.put(rule.at("/name/as").asText(), rule));
        return rules;
    }

    private static String kedaQuery(String metric) throws Exception {
        return items(KubernetesManifestsTest.productionWith("keda/scaled-object.yaml")
                        .object("ScaledObject/onsale")
                        .at("/spec/triggers"))
                .map(trigger -> trigger.at("/metadata/query").asText())
                .filter(query -> query.contains(metric))
                .findAny()
                .orElseThrow();
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
