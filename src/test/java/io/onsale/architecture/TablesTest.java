package io.onsale.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that each table is written by its owner alone, and read by the modules that docs/architecture.md names beside
 * it.
 */
class TablesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/onsale");
    private static final Pattern ENTITY = Pattern.compile("@Table\\(name = \"(\\w+)\"\\)\\s+(?:public )?class (\\w+)");
    private static final Pattern TEXT =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final Pattern USE = Pattern.compile("(?i)\\b(DELETE\\s+FROM|FROM|JOIN|UPDATE|INTO)\\s+(\\w+)");
    /** The module that reads all tables and changes none. */
    private static final String AUDITOR = "invariants";

    private record Use(String module, String table, boolean writes) {}

    private final Map<String, String> tables = new HashMap<>();

    @Test
    void eachTableIsUsedByWhomTheDocumentNames() throws IOException {
        // Given
        List<Path> files;
        try (Stream<Path> found = Files.walk(SOURCES)) {
            files = found.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> SOURCES.relativize(file).getNameCount() > 1)
                    .toList();
        }
        for (Path file : files) {
            ENTITY.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> tables.put(found.group(2), found.group(1)));
        }
        Map<String, List<String>> named = named();
        named.keySet().forEach(table -> tables.put(table, table));
        // When
        Set<Use> uses = new HashSet<>();
        for (Path file : files) {
            uses.addAll(uses(file));
        }
        // Then
        assertThat(uses).extracting(Use::table).containsAll(named.keySet());
        assertThat(uses).allSatisfy(use -> {
            if (!use.module.equals(AUDITOR) || use.writes) {
                List<String> may = named.get(use.table);
                assertThat(use.writes ? may.subList(0, 1) : may).as("%s", use).contains(use.module);
            }
        });
    }

    private Set<Use> uses(Path file) throws IOException {
        String source = Files.readString(file);
        String module = module(file);
        Set<Use> uses = tables.entrySet().stream()
                .filter(table ->
                        table.getKey().endsWith("Entity") && source.matches("(?s).*\\b" + table.getKey() + "\\b.*"))
                .map(table -> new Use(module, table.getValue(), true))
                .collect(Collectors.toSet());
        TEXT.matcher(source)
                .results()
                .map(text -> text.group(1) == null ? text.group(2) : text.group(1))
                .flatMap(text -> USE.matcher(text).results())
                .filter(use -> tables.containsKey(use.group(2)))
                .forEach(use -> uses.add(new Use(module, tables.get(use.group(2)), writes(use))));
        return uses;
    }

    private static boolean writes(MatchResult use) {
        String verb = use.group(1).toUpperCase(Locale.ROOT);
        return !verb.equals("FROM") && !verb.equals("JOIN");
    }

    private static String module(Path file) {
        Path path = SOURCES.relativize(file);
        String first = path.getName(0).toString();
        return first.equals("platform") ? first + "." + path.getName(1) : first;
    }

    /** Table → its owner, and the other modules that read it. */
    private static Map<String, List<String>> named() throws IOException {
        String document = Files.readString(Path.of("docs/architecture.md"));
        int begin = document.indexOf("## Tables");
        Map<String, List<String>> named = new HashMap<>();
        document.substring(begin, document.indexOf("\n## ", begin))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .forEach(cells -> quoted(cells[1]).forEach(table -> named.put(table, quoted(cells[2]))));
        assertThat(named).hasSizeGreaterThan(10);
        return named;
    }

    private static List<String> quoted(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
