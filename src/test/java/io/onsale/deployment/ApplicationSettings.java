package io.onsale.deployment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings that the application knows, by the names that they have in an environment. */
final class ApplicationSettings {
    /** Each extension describes its settings there. */
    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    private static final Pattern DOCUMENTED = Pattern.compile("`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)`");

    private ApplicationSettings() {}

    /** Those of Quarkus, and those that this repository has a line on. */
    static Set<String> known() {
        Set<String> names = new HashSet<>();
        try (Stream<Path> pages = Stream.concat(Stream.of(Path.of("README.md")), Files.list(Path.of("docs")))) {
            for (URL model : Collections.list(
                    Thread.currentThread().getContextClassLoader().getResources(MODEL))) {
                names.addAll(new ObjectMapper().readTree(model).findValuesAsText("environmentVariable"));
            }
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                names.addAll(DOCUMENTED
                        .matcher(Files.readString(page))
                        .results()
                        .map(name -> name.group(1))
                        .collect(Collectors.toSet()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    static int httpPort() {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(properties.getProperty("quarkus.http.port"));
    }

    static String version() {
        return Pattern.compile("<artifactId>onsale</artifactId>\\s*<version>(.+)</version>")
                .matcher(Sources.AS_THEY_ARE.read("pom.xml"))
                .results()
                .map((MatchResult version) -> version.group(1))
                .findFirst()
                .orElseThrow();
    }
}
