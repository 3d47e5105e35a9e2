package io.onsale.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.booking.BookingApi;
import io.onsale.cluster.Instance;
import io.onsale.cluster.Instance.Ended;
import io.onsale.cluster.Servers;
import io.onsale.security.RsaKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests of the packaged application's log as production has it: one JSON object a line, with its trace, and without
 * secrets.
 */
class JsonLogIT {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String SECRET = "a secret that no log may have, 32 bytes long";
    private static final String PASSWORD = "not that of development";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static Servers servers;
    private static Map<String, String> settings;

    /** The schema is there already, as a job has made it: the output of Liquibase while it migrates is no log. */
    @BeforeAll
    static void serversWithSchema() throws IOException, SQLException {
        servers = Servers.start("json-log");
        try (var root = servers.root();
                var statement = root.createStatement()) {
            statement.execute("CREATE USER production@'127.0.0.1' IDENTIFIED BY '" + PASSWORD + "'");
            statement.execute("GRANT ALL ON onsale.* TO production@'127.0.0.1'");
        }
        new Instance("json-log-migrates", servers.settings()).awaitReady().terminate();
        Path directory = Files.createDirectories(Path.of("target", "json-log"));
        Path key = directory.resolve("PUBLIC.pem");
        Files.writeString(key, RsaKeys.pem("PUBLIC", RsaKeys.generate().getPublic()));
        // The name of a category cannot be spelled in an environment variable.
        Path talkative = directory.resolve("talkative.properties");
        Files.writeString(talkative, "quarkus.log.category.\"io.smallrye.config\".level=DEBUG");
        settings = new HashMap<>(servers.settings());
        settings.put("quarkus.profile", "prod");
        settings.put("quarkus.datasource.username", "production");
        settings.put("quarkus.datasource.password", PASSWORD);
        settings.put("quarkus.config.log.values", "true");
        settings.put("quarkus.config.locations", talkative.toUri().toString());
        settings.put("quarkus.liquibase.migrate-at-start", "false");
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("mp.jwt.verify.publickey.location", key.toUri().toString());
        settings.put("mp.jwt.verify.issuer", "https://login.example.com");
        settings.put("mp.jwt.verify.audiences", "onsale");
        settings.put("onsale.queue.token.signing-key", "k1");
        settings.put("onsale.queue.token.keys.k1", SECRET);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static List<JsonNode> entries(Stream<String> lines) {
        // Some JVMs warn of libraries before the log is set up.
        return lines.filter(line -> !line.startsWith("WARNING: "))
                .map(JsonLogIT::parse)
                .toList();
    }

    private static List<JsonNode> entries(Path log) {
        try {
            return entries(Files.readAllLines(log).stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givenRequestThatFails_itsTraceIsInTheLog_andNoSecret() throws IOException {
        try (var instance = new Instance("json-log", settings, Map.of("QUARKUS_PROFILE", "prod"), null).awaitReady()) {
            // Given
            var api = new BookingApi(instance.url());
            servers.mariaDb().kill();
            // When
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> api.call(
                                            "GET",
                                            "/concerts/01990000-0000-7000-8000-000000000001/dates",
                                            null,
                                            null,
                                            "traceparent",
                                            "00-" + TRACE + "-00f067aa0ba902b7-00")
                                    .status()
                            == 503);
            // Then
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Files.readString(instance.log()).contains("Answered 503"));
            assertThat(entries(instance.log()))
                    .filteredOn(entry -> entry.path("message").asText().startsWith("Answered 503"))
                    .isNotEmpty()
                    .allSatisfy(entry -> {
                        assertThat(entry.at("/mdc/traceId").asText()).isEqualTo(TRACE);
                        assertThat(entry.at("/mdc/spanId").asText()).matches("[0-9a-f]{16}");
                    });
            instance.terminate();
            assertThat(entries(instance.log())).hasSizeGreaterThan(10).allSatisfy(entry -> {
                Instant.parse(entry.path("timestamp").asText());
                assertThat(entry.path("level").asText()).isNotBlank();
                assertThat(entry.path("loggerName").asText()).isNotBlank();
                assertThat(entry.path("hostName").asText()).isNotBlank();
                assertThat(entry.has("message")).isTrue();
            });
            assertThat(Files.readString(instance.log()))
                    .contains("onsale.queue.token.keys.k1", "with the value ***")
                    .doesNotContain(SECRET, PASSWORD);
        } finally {
            servers.mariaDb().start();
        }
    }

    @Test
    void givenFailureToStart_itsStackTraceIsInOneLine() {
        // Given
        var wrong = new HashMap<>(settings);
        wrong.put("quarkus.log.console.json.enabled", "true");
        wrong.put("onsale.queue.token.keys.k1", "short");
        // When
        Ended ended = Instance.run("json-log-refused", wrong);
        // Then
        assertThat(ended.code()).isNotZero();
        assertThat(entries(Stream.of(ended.out(), ended.err()).flatMap(String::lines)))
                .anySatisfy(entry -> {
                    assertThat(entry.path("level").asText()).isEqualTo("ERROR");
                    assertThat(entry.path("stackTrace").asText()).contains("must have at least 32 bytes", "\n\tat ");
                });
    }
}
