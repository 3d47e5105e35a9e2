package io.onsale.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What stands in the database and in Redis, short enough to be compared before and after a call: of all tables how many rows, and of some
 * concerts and users every value. Left out is what time alone changes: the idempotency keys, where
 * refusals are kept as well, and events on their way.
 */
@ApplicationScoped
class Fingerprint {
    private static final Set<String> NOT_DOMAIN =
            Set.of("DATABASECHANGELOG", "DATABASECHANGELOGLOCK", "idempotency_key", "outbox", "processed_message");

    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("concert", "id IN (:concerts)"),
            Map.entry("concert_date", "concert_id IN (:concerts)"),
            Map.entry("seat", "concert_date_id IN (SELECT id FROM concert_date WHERE concert_id IN (:concerts))"),
            Map.entry("queue_policy", "concert_id IN (:concerts)"),
            Map.entry("user_account", "id IN (:users)"),
            Map.entry("ledger_entry", "user_id IN (:users)"),
            Map.entry("reservation", "concert_id IN (:concerts)"),
            Map.entry("seat_quota", "concert_id IN (:concerts)"),
            Map.entry("payment", "reservation_id IN (SELECT id FROM reservation WHERE concert_id IN (:concerts))"),
            Map.entry("dead_letter", "TRUE"),
            Map.entry("audit_log", "TRUE"));

    private final DataSource database;
    private final RedisDataSource redis;
    /** By table, all values of a row as SQL. */
    private final Map<String, String> columns = new TreeMap<>();

    Fingerprint(DataSource database, RedisDataSource redis) {
        this.database = database;
        this.redis = redis;
    }

    Map<String, String> of(Collection<String> concerts, Collection<String> users) throws SQLException {
        var fingerprint = new TreeMap<String, String>();
        addTables(fingerprint, binary(concerts), binary(users));
        concerts.forEach(concert -> addKeys(fingerprint, "onsale:{" + concert + "}:"));
        return fingerprint;
    }

    private void addTables(Map<String, String> fingerprint, String concerts, String users) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            if (columns.isEmpty()) {
                findColumns(statement);
            }
            for (var table : columns.entrySet()) {
                String name = table.getKey();
                String ours = OURS.get(name).replace(":concerts", concerts).replace(":users", users);
                try (var row = statement.executeQuery(
                        "SELECT (SELECT COUNT(*) FROM " + name + "), COUNT(*), SUM(CRC32(CONCAT_WS('|', "
                                + table.getValue() + "))) FROM " + name + " WHERE " + ours)) {
                    row.next();
                    fingerprint.put(
                            name, row.getLong(1) + " rows, ours " + row.getLong(2) + " with sum " + row.getLong(3));
                }
            }
        }
    }

    private void findColumns(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(
                "SELECT table_name, GROUP_CONCAT(CONCAT('COALESCE(', column_name, ', ''-'')') ORDER BY ordinal_position)"
                        + " FROM information_schema.columns WHERE table_schema = DATABASE() GROUP BY table_name")) {
            while (rows.next()) {
                if (!NOT_DOMAIN.contains(rows.getString(1))) {
                    columns.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        assertThat(columns.keySet())
                .as("tables, of each of which must be said which rows count")
                .isEqualTo(OURS.keySet());
    }

    /** Who waits, who is inside, whose seats are held: not the instants, which each use of a token may move. */
    private void addKeys(Map<String, String> fingerprint, String prefix) {
        for (String key : redis.key().keys(prefix.replace("{", "[{]").replace("}", "[}]") + "*")) {
            String name = key.substring(prefix.length());
            if (name.startsWith("seat:")) {
                fingerprint.put(key, redis.value(String.class).get(key));
            } else if (name.startsWith("seats-of:")
                    || List.of("waiting", "active").contains(name)) {
                fingerprint.put(key, new TreeSet<>(redis.sortedSet(String.class).zrange(key, 0, -1)).toString());
            }
        }
    }

    private static String binary(Collection<String> ids) {
        return ids.stream().map(id -> "x'" + id.replace("-", "") + "'").collect(Collectors.joining(","));
    }
}
