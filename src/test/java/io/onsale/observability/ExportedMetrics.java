package io.onsale.observability;

import static io.restassured.RestAssured.given;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that a scrape of the running application returns. */
final class ExportedMetrics {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: .*)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> described = new TreeSet<>();

    record Sample(String name, Map<String, String> labels, double value) {}

    private ExportedMetrics(String text) {
        text.lines().forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (line.startsWith("# HELP ")) {
                String[] help = line.split(" ", 4);
                if (help.length == 4 && !help[3].isBlank()) {
                    described.add(help[2]);
                }
            } else if (!line.startsWith("#") && sample.matches()) {
                samples.add(new Sample(sample.group(1), labels(sample.group(2)), Double.parseDouble(sample.group(3))));
            }
        });
    }

    static ExportedMetrics scrape() {
        return new ExportedMetrics(given().accept("text/plain; version=0.0.4")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static Map<String, String> labels(String text) {
        var labels = new HashMap<String, String>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    List<Sample> samples() {
        return samples;
    }

    /** The names of the metrics as they are declared: that of a histogram is without {@code _bucket}. */
    Set<String> described() {
        return described;
    }

    Set<String> names() {
        return samples.stream().map(Sample::name).collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> labelsOf(String name) {
        return with(name).flatMap(sample -> sample.labels.keySet().stream()).collect(Collectors.toSet());
    }

    /**
     * The sum of the samples that have these labels among theirs; 0 if there is none.
     *
     * @param labels name, value, name, value …
     */
    double value(String name, String... labels) {
        return with(name, labels).mapToDouble(Sample::value).sum();
    }

    boolean has(String name, String... labels) {
        return with(name, labels).findAny().isPresent();
    }

    private Stream<Sample> with(String name, String... labels) {
        return samples.stream().filter(sample -> {
            boolean matches = sample.name.equals(name);
            for (int i = 0; i < labels.length; i += 2) {
                matches &= labels[i + 1].equals(sample.labels.get(labels[i]));
            }
            return matches;
        });
    }
}
