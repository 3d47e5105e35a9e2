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

/**
 * Tests of schema migration: by a job, as on Kubernetes, while instances wait; or by each instance that finds something
 * to change.
 */
class MigrationIT {
    private static final Map<String, String> AS_JOB =
            Map.of("quarkus.init-and-exit", "true", "quarkus.liquibase.migrate-at-start", "true");
    private static final Map<String, String> AS_INSTANCE = Map.of("quarkus.liquibase.migrate-at-start", "false");
    private static final String DEMO_USERS = "X'019900000000700080000000000000A1', X'019900000000700080000000000000A2',"
            + " X'019900000000700080000000000000A3'";
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

    @Test
    void givenProcessKilledInTheMiddleOfAMigration_theNextOneTakesOver() throws Exception {
        // Given
        Map<String, String> settings = settings("job_killed", AS_JOB);
        assertThat(Instance.run("migration-before", settings).code()).isZero();
        settings.remove("quarkus.init-and-exit");
        try (var root = servers.root();
                var statement = root.createStatement()) {
            statement.execute("USE job_killed");
            statement.execute("DELETE FROM DATABASECHANGELOG WHERE id = 'demo-users'");
            statement.execute("DELETE FROM ledger_entry WHERE user_id IN (" + DEMO_USERS + ")");
            statement.execute("DELETE FROM user_account WHERE id IN (" + DEMO_USERS + ")");
            statement.execute("LOCK TABLES ledger_entry READ"); // the table that this change set would write
            try (var killed = new Instance("migration-killed", settings)) {
                await().atMost(Duration.ofMinutes(1)).until(() -> isLocked(settings));
                try (var next = new Instance("migration-next", settings)) {
                    await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(next.log())
                            .contains("Waiting to migrate the schema: it is being migrated by onsale: "));
                    // When
                    killed.kill();
                    assertThat(isLocked(settings)).isTrue();
                    statement.execute("UNLOCK TABLES");
                    // Then
                    next.awaitReady();
                    assertThat(Files.readString(next.log()))
                            .containsOnlyOnce("Waiting to migrate the schema")
                            .containsOnlyOnce("Took over the lock of the schema from one that is gone, onsale: ")
                            .doesNotContain(" ERROR ");
                }
            }
        }
        assertThat(isLocked(settings)).isFalse();
        assertThat(rows(settings, "SELECT id FROM user_account WHERE id IN (" + DEMO_USERS + ")"))
                .hasSize(3);
        assertThat(rows(settings, "SELECT id FROM DATABASECHANGELOG WHERE id = 'demo-users'"))
                .hasSize(1);
    }

    @Test
    void givenLockOfSomebodyUnknown_nothingToMigrateNeedsNone_andElseTheWaitHasAnEnd() throws Exception {
        // Given
        Map<String, String> settings = settings("job_locked", AS_JOB);
        assertThat(Instance.run("migration-unlocked", settings).code()).isZero();
        String lock = "UPDATE DATABASECHANGELOGLOCK SET LOCKED = 1, LOCKEDBY = 'somebody', LOCKGRANTED = NOW()";
        change(settings, lock);
        // When
        Ended upToDate = Instance.run("migration-up-to-date", settings);
        change(settings, "DELETE FROM DATABASECHANGELOG WHERE id = 'demo-users'");
        int stopped;
        try (var waiting = new Instance("migration-stopped", settings)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(waiting.log())
                    .contains("Waiting to migrate the schema: DATABASECHANGELOGLOCK is held by somebody since 20"));
            stopped = waiting.terminate();
        }
        settings.put("liquibase.changelog.lock.wait.time.in.minutes", "0");
        Ended late = Instance.run("migration-locked", settings);
        // Then
        assertThat(upToDate.code()).as(upToDate.out() + upToDate.err()).isZero();
        assertThat(stopped).isEqualTo(143);
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err())
                .contains("The schema cannot be migrated: DATABASECHANGELOGLOCK is held by somebody since 20")
                .doesNotContain("\tat ");
        assertThat(isLocked(settings)).isTrue();
    }

    private static boolean isLocked(Map<String, String> settings) throws SQLException {
        return rows(settings, "SELECT LOCKED + 0 FROM DATABASECHANGELOGLOCK").equals(List.of("[1]"));
    }

    private static void change(Map<String, String> settings, String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"), "onsale", "onsale");
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void awaitWaiting(Instance instance, String why) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(instance.log()).contains("Waiting for the schema: ")
                        && Files.readString(instance.log()).contains(why));
    }

    /** The settings that lead to an empty database of this name. */
    private static Map<String, String> settings(String database, Map<String, String> more) throws SQLException {
        var settings = new HashMap<>(servers.settings());
        settings.putAll(more);
        String url = settings.get("quarkus.datasource.jdbc.url").replaceFirst("/onsale$", "/" + database);
        try (var root = servers.root();
                var statement = root.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + database);
            statement.execute("GRANT ALL ON " + database + ".* TO onsale@'127.0.0.1'");
        }
        settings.put("quarkus.datasource.jdbc.url", url);
        return settings;
    }

    private static List<String> rows(Map<String, String> settings, String query) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"), "onsale", "onsale");
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
