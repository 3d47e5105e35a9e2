package io.onsale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance.Ended;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The schema is migrated by a job, as on Kubernetes, and instances wait for it. */
class MigrationIT {
    private static final Map<String, String> AS_JOB =
            Map.of("quarkus.init-and-exit", "true", "quarkus.liquibase.migrate-at-start", "true");
    private static final Map<String, String> AS_INSTANCE = Map.of("quarkus.liquibase.migrate-at-start", "false");
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static Servers servers;

    @BeforeAll
    static void start() {
        servers = Servers.start("migration");
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void givenEmptyDatabase_whenTheJobRuns_itMigratesAndEndsAndDoesNothingElse() throws Exception {
        // Given
        Map<String, String> settings = settings("job_alone", AS_JOB);
        settings.put("onsale.events.topics", "of.the.job");
        // When
        Ended first = Instance.run("migration", settings);
        Ended again = Instance.run("migration-again", settings);
        // Then
        assertThat(first.code()).as(first.out() + first.err()).isZero();
        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(first.out() + first.err()).doesNotContain("Listening on", " WARN ", " ERROR ");
        assertThat(rows(settings, "SELECT id, orderexecuted FROM DATABASECHANGELOG"))
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates();
        assertThat(rows(settings, "SELECT id FROM seat")).isNotEmpty();
        assertThat(topics()).noneMatch(topic -> topic.startsWith("of.the.job"));
    }

    @Test
    void givenNoDatabase_whenTheJobRuns_itFailsAndSaysWhy() {
        var settings = new HashMap<>(servers.settings());
        settings.putAll(AS_JOB);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:mysql://localhost:1/onsale");
        assertThat(Instance.run("migration-without-database", settings).code()).isNotZero();
    }

    @Test
    void givenInstancesBeforeDatabaseAndSchema_whenTheJobHasRun_theySell() throws Exception {
        // Given
        Map<String, String> settings = settings("job_late", AS_INSTANCE);
        servers.mariaDb().kill();
        try (var one = new Instance("before-schema-one", settings);
                var other = new Instance("before-schema-other", settings)) {
            awaitWaiting(one, "");
            servers.mariaDb().start();
            awaitWaiting(one, "DATABASECHANGELOG");
            awaitWaiting(other, "DATABASECHANGELOG");
            assertThat(one.isReady()).isFalse();
            assertThat(rows(settings, "SHOW TABLES")).isEmpty();
            // When
            Ended job = Instance.run("migration-of-others", settings("job_late", AS_JOB));
            List<String> migrated = rows(settings, "SELECT * FROM DATABASECHANGELOG");
            // Then
            assertThat(job.code()).isZero();
            var api = new BookingApi(one.awaitReady().url());
            Show show = api.aShow();
            Buyer buyer = api.aBuyer(show, 50_000);
            String reservation = api.reserved(show, buyer, show.seats().get(0));
            var throughOther = new BookingApi(other.awaitReady().url());
            assertThat(throughOther.pay(buyer, reservation).text("status")).isEqualTo("SUCCESS");
            assertThat(rows(settings, "SELECT * FROM DATABASECHANGELOG")).isEqualTo(migrated);
        }
    }

    @Test
    void givenInstanceThatWaitsForItsSchema_whenStopped_itEndsAtOnce() throws Exception {
        // Given
        try (var waiting = new Instance("stopped-before-schema", settings("job_never", AS_INSTANCE))) {
            awaitWaiting(waiting, "");
            // When
            Instant told = Instant.now();
            int code = waiting.terminate();
            // Then
            assertThat(code).isEqualTo(143);
            assertThat(Duration.between(told, Instant.now())).isLessThan(AT_ONCE);
        }
    }

    private static void awaitWaiting(Instance instance, String why) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(instance.log()).contains("Waiting for the schema: ")
                        && Files.readString(instance.log()).contains(why));
    }

    /** Those that lead to an empty database of this name. */
    private static Map<String, String> settings(String database, Map<String, String> more) throws SQLException {
        var settings = new HashMap<>(servers.settings());
        settings.putAll(more);
        String url = settings.get("quarkus.datasource.jdbc.url").replaceFirst("/onsale$", "/" + database);
        DriverManager.getConnection(url + "?createDatabaseIfNotExist=true").close();
        settings.put("quarkus.datasource.jdbc.url", url);
        return settings;
    }

    private static List<String> rows(Map<String, String> settings, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"));
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            var rows = new ArrayList<String>();
            while (row.next()) {
                var columns = new ArrayList<String>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(columns.toString());
            }
            return rows;
        }
    }

    private static Iterable<String> topics() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.brokers()))) {
            return admin.listTopics().names().get();
        }
    }
}
