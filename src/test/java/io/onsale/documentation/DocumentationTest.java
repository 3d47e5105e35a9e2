package io.onsale.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.documentation.DocumentedSettings.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the pages say what is so: the lines of the log that they quote, the settings and their defaults, and where
 * their links lead.
 */
class DocumentationTest {
    private static final Path REPOSITORY = Path.of("");
    private static final Path DOCS = Path.of("docs");
    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Map<String, List<String>> PROFILES = Map.of(
            "in development", List.of("%dev."),
            "with the demo data", List.of("%demo."),
            "in development and with the demo data", List.of("%dev.", "%demo."));

    @Test
    void eachLogLine_thatIsQuoted_isLogged() throws IOException {
        var calls = new LogCalls(SOURCES);
        assertThat(calls.count()).isGreaterThan(30);
        var quoted = new ArrayList<String>();
        var invented = new ArrayList<String>();
        try (Stream<Path> files = Files.list(DOCS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".md")).toList()) {
                for (String line : Page.read(file).logLines()) {
                    quoted.add(line);
                    if (!calls.canLog(line)) {
                        invented.add(file + ": " + line);
                    }
                }
            }
        }
        assertThat(quoted).hasSizeGreaterThan(25);
        assertThat(invented)
                .as("Italics and indented blocks of docs are lines of the log: no LOG call has these")
                .isEmpty();
    }

    @Test
    void eachSetting_hasOneRow() throws IOException {
        DocumentedSettings settings = settings();
        assertThat(settings.ours).hasSizeGreaterThan(50);
        assertThat(settings.rows.stream().map(Row::name)).doesNotHaveDuplicates();
        assertThat(settings.ours.keySet())
                .allSatisfy(setting -> assertThat(settings.rows.stream().filter(row -> row.names(setting)))
                        .as(setting)
                        .hasSize(1));
    }

    @Test
    void eachRow_isOfASetting_andHasItsDefault() throws IOException {
        DocumentedSettings settings = settings();
        for (Row row : settings.rows) {
            List<String> named =
                    settings.ours.keySet().stream().filter(row::names).toList();
            if (row.name().startsWith("onsale.")) {
                assertThat(named).as("%s is a setting", row.name()).isNotEmpty();
            }
            for (String setting : named) {
                assertThat(row.value()).as("default of %s", setting).isEqualTo(settings.ours.get(setting));
            }
            Optional<String> said = settings.inProduction(row.name());
            if (said.isPresent()) {
                assertThat(row.value()).as("default of %s", row.name()).isEqualTo(said);
            }
            row.ofProfiles()
                    .forEach((where, value) -> assertThat(PROFILES.get(where)).allSatisfy(profile -> assertThat(
                                    settings.in(profile, row.name()).or(() -> settings.in("", row.name())))
                            .as("%s %s", row.name(), where)
                            .contains(value)));
        }
    }

    private static DocumentedSettings settings() throws IOException {
        return new DocumentedSettings(Page.read(DOCS.resolve("settings.md")));
    }

    @Test
    void eachLink_leadsSomewhere() throws IOException {
        List<Page> pages = Page.under(REPOSITORY.toAbsolutePath());
        Map<Path, Page> byPath = Page.byPath(pages);
        assertThat(pages).hasSizeGreaterThan(50);
        int links = 0;
        var dead = new ArrayList<String>();
        for (Page page : pages) {
            for (String link : page.links()) {
                links++;
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page.path().normalize()
                        : page.path().resolveSibling(parts[0]).normalize();
                boolean leads = Files.exists(target)
                        && (parts.length == 1
                                || !byPath.containsKey(target)
                                || byPath.get(target).anchors().contains(parts[1]));
                if (!leads) {
                    dead.add(page.path() + ": " + link);
                }
            }
        }
        assertThat(links).isGreaterThan(200);
        assertThat(dead).isEmpty();
    }
}
