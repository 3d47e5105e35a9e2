package io.onsale.deployment;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.onsale.concert.config.ConcertConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The settings of the application, as it is packaged: what they are where nobody says otherwise, and which there are. */
final class ApplicationSettings {
    private static final Path RESOURCES = Path.of("src/main/resources").toAbsolutePath();

    /** Those of Quarkus that are not named in application.properties, and its defaults. */
    private static final Set<String> OTHERS = Set.of(
            "quarkus.profile",
            "quarkus.init-and-exit",
            "quarkus.otel.exporter.otlp.endpoint",
            "quarkus.redis.client-type",
            "quarkus.redis.master-name",
            "quarkus.redis.role",
            "quarkus.redis.password",
            "quarkus.redis.tls-configuration-name",
            "quarkus.config.locations",
            "kafka.security.protocol",
            "kafka.sasl.mechanism",
            "kafka.sasl.jaas.config",
            "kafka.ssl.truststore.type",
            "kafka.ssl.truststore.location",
            "mp.jwt.verify.publickey.location");

    private static final int MANAGEMENT_PORT = 9000;
    private static final int ENVIRONMENT = 300;

    private static final List<Class<?>> MAPPINGS = new ClassFileImporter()
            .importPackages("io.onsale").stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .<Class<?>>map(JavaClass::reflect)
                    .toList();

    private final SmallRyeConfig config = builder().build();
    private final Set<String> names = new TreeSet<>(OTHERS);

    ApplicationSettings() {
        config.getPropertyNames().forEach(name -> names.add(name.replaceFirst("^%[^.]+\\.", "")));
        MAPPINGS.forEach(mapping -> names.addAll(properties(mapping)));
    }

    private static SmallRyeConfigBuilder builder() {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredConverters()
                    .withProfile("prod")
                    .withSources(source("application.properties"), source("META-INF/microprofile-config.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PropertiesConfigSource source(String file) throws IOException {
        return new PropertiesConfigSource(RESOURCES.resolve(file).toUri().toURL());
    }

    private static Set<String> properties(Class<?> mapping) {
        return ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet();
    }

    /** Whether a variable in the environment sets anything. */
    boolean isKnown(String variable) {
        return names.stream()
                .anyMatch(name -> variable.matches(name.replace("\"", "")
                        .replaceAll("[^A-Za-z0-9*]", "_")
                        .toUpperCase()
                        .replace("*", "[A-Z0-9_]+")));
    }

    /** What the application would say of these values at its start. */
    Stream<String> refusals(Map<String, String> environment) {
        SmallRyeConfigBuilder builder = builder().withSources(new EnvConfigSource(environment, ENVIRONMENT));
        MAPPINGS.forEach(builder::withMapping);
        try {
            builder.build();
            return Stream.of();
        } catch (ConfigValidationException e) {
            return IntStream.range(0, e.getProblemCount())
                    .mapToObj(i -> e.getProblem(i).getMessage());
        }
    }

    /** Of this build. */
    static String version() {
        return Pattern.compile("<artifactId>onsale</artifactId>\\s*<version>(.+)</version>")
                .matcher(Sources.AS_THEY_ARE.read("pom.xml"))
                .results()
                .map(version -> version.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** How many instances an opening asks for with these values, which are not to be refused. */
    int openingInstances(Map<String, String> environment) {
        return builder()
                .withSources(new EnvConfigSource(environment, ENVIRONMENT))
                .withMapping(ConcertConfig.class)
                .build()
                .getConfigMapping(ConcertConfig.class)
                .openingInstances();
    }

    int httpPort() {
        return config.getValue("quarkus.http.port", Integer.class);
    }

    int managementPort() {
        return config.getOptionalValue("quarkus.management.port", Integer.class).orElse(MANAGEMENT_PORT);
    }

    /** How long it serves after SIGTERM. */
    Duration shutdownDelay() {
        return duration("quarkus.shutdown.delay");
    }

    /** How long requests in flight may take then. */
    Duration shutdownTimeout() {
        return duration("quarkus.shutdown.timeout");
    }

    private Duration duration(String name) {
        return Duration.parse("PT" + config.getValue(name, String.class));
    }
}
