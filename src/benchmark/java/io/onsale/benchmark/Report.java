package io.onsale.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table on the screen, as JSON, and as a page. */
final class Report {
    private final List<Row> rows = new ArrayList<>();

    /** Long work shows its progress. */
    void begin(String what) {
        System.out.println("\n" + what);
    }

    void run(int run, String result) {
        System.out.println("  run " + run + ": " + result);
    }

    void add(Row row) {
        rows.add(row);
        System.out.println(row.line());
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        System.out.println("\nMedians of the runs (from the least to the most)\n");
        rows.forEach(row -> System.out.println(row.line() + (row.isReached() ? "" : "   MISSED")));
    }
}
