package io.onsale.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report: progress, table and series on the screen; table and series as JSON, and as a page with a bar for each row and a chart for
 * each series.
 */
final class Report {
    /** The share of its bar that the limit, or the bound, takes. */
    private static final double FULL = 80;

    private final List<Row> rows = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();

    void begin(String what) {
        System.out.println("\n" + what);
    }

    void warmUp(String result) {
        System.out.println("  warm-up: " + result);
    }

    void run(int run, String result) {
        System.out.println("  run " + run + ": " + result);
    }

    void note(String result) {
        System.out.println("  " + result);
    }

    void add(Row row) {
        rows.add(row);
        System.out.println(row.line());
    }

    void add(Series line) {
        series.add(line);
        System.out.println(line.lines());
    }

    void write(Path directory) throws IOException {
        System.out.println("\nMedians of the runs (from the least to the most)\n");
        rows.forEach(row -> System.out.println(row.line() + (row.isReached() ? "" : "   MISSED")));
        series.forEach(line -> System.out.println("\n" + line.lines()));
        Files.createDirectories(directory);
        var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(directory.resolve("benchmark.json"), json.writeValueAsString(values()));
        Files.writeString(directory.resolve("benchmark.html"), page());
        for (Series line : series) {
            Files.writeString(directory.resolve(line.fileName()), Chart.of(line));
        }
        System.out.println("\nAs JSON, as a page and as charts: " + directory);
    }

    private Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        values.put("rows", rows.stream().map(Row::values).toList());
        values.put("series", series.stream().map(Series::values).toList());
        return values;
    }

    private String page() {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Onsale benchmark</title>
                <style>
                  body { font: 15px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 72rem; color: #222 }
                  td, th { padding: .4rem .8rem; text-align: left; border-bottom: 1px solid #ddd }
                  .bar { position: relative; width: 18rem; height: 1rem; background: #eee }
                  .bar b { position: absolute; height: 100%%; background: #2a7 }
                  .missed b { background: #c52 }
                  .bar i { position: absolute; width: 2px; height: 1.4rem; top: -.2rem; background: #222 }
                </style>
                <h1>Onsale, beside what the machine can do</h1>
                <p>Medians of the runs, from the least to the most. The line in a bar is the goal.</p>
                <table>
                %s
                </table>
                %s
                </html>
                """.formatted(
                        rows.stream().map(Report::line).collect(Collectors.joining("\n")),
                        series.stream().map(Chart::of).collect(Collectors.joining()));
    }

    private static String line(Row row) {
        return "<tr class=\"%s\"><td>%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(row.isReached() ? "" : "missed", row.what(), row.result(), bar(row));
    }

    private static String bar(Row row) {
        return Double.isNaN(row.goal())
                ? ""
                : "<div class=\"bar\"><b style=\"width:%.0f%%\"></b><i style=\"left:%.0f%%\"></i></div>"
                        .formatted(Math.min(100, row.share() * FULL), row.shareToReach() * FULL);
    }
}
