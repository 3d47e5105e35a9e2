package io.onsale.documentation;

import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documented table of the settings, and the settings that exist. */
final class DocumentedSettings {
    static final String HEAD = "| name | default | what it does |";

    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(in development and with the demo data|in development|with the demo data) `([^`]+)`");

    /** @param value empty if there is no default, or if it is told in words */
    record Row(String name, Optional<String> value, Map<String, String> ofProfiles) {
        /** Whether the row is about this setting. A placeholder in angle brackets stands for any word. */
        boolean names(String setting) {
            return setting.matches(Pattern.quote(name).replaceAll("<\\w+>", "\\\\E[\\\\w*-]+\\\\Q"));
        }
    }

    final List<Row> rows = new ArrayList<>();
    /** Our own settings by their names, with * for a key, and the default that production has. */
    final Map<String, Optional<String>> ours = new TreeMap<>();

    private final Properties properties = new Properties();

    DocumentedSettings(Page page) throws IOException {
        for (String file : List.of("META-INF/microprofile-config.properties", "application.properties")) {
            try (Reader reader = Files.newBufferedReader(RESOURCES.resolve(file))) {
                properties.load(reader);
            }
        }
        page.rows(HEAD).forEach(this::read);
        mappings().forEach(mapping -> ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                .forEach((name, property) -> ours.put(
                        name.replace("[*]", ""),
                        property.hasDefaultValue() ? Optional.of(property.getDefaultValue()) : Optional.empty())));
        properties.stringPropertyNames().stream()
                .map(name -> name.replaceFirst("^%[^.]+\\.", ""))
                .filter(name -> name.startsWith("onsale."))
                .filter(name -> ours.keySet().stream().noneMatch(known -> name.matches(known.replace("*", "[\\w-]+"))))
                .forEach(name -> ours.put(name, Optional.empty()));
        ours.replaceAll((name, value) -> inProduction(name).or(() -> value));
    }

    private static Stream<Class<?>> mappings() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.onsale").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect);
    }

    private void read(List<String> cells) {
        List<String> names = code(cells.get(0));
        String[] defaults = cells.get(1).split("; (?=in development|with the demo data)", 2);
        List<String> values = code(defaults[0]);
        Map<String, String> elsewhere = defaults.length == 1
                ? Map.of()
                : Page.all(ELSEWHERE, defaults[1]).collect(toMap(found -> found.group(1), found -> found.group(2)));
        for (int i = 0; i < names.size(); i++) {
            rows.add(new Row(
                    names.get(i), i < values.size() ? Optional.of(values.get(i)) : Optional.empty(), elsewhere));
        }
    }

    private static List<String> code(String cell) {
        return Page.all(CODE, cell).map(found -> found.group(1)).toList();
    }

    /** The value in application.properties, which overrides the default of a mapping. */
    Optional<String> inProduction(String name) {
        return in("%prod.", name).or(() -> in("", name));
    }

    Optional<String> in(String profile, String name) {
        return Optional.ofNullable(properties.getProperty(profile + name));
    }
}
