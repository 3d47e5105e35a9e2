package io.onsale;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The statements that reach the database server while this is open. They come from the server's own general log, so
 * that nothing that the driver sends can hide.
 */
public final class StatementLog implements AutoCloseable {
    /**
     * The statements of background jobs: the sweep for due holds, the count of live ones, the settings of live queues
     * and what is left of their concerts, clean-up, consumers, the look for openings.
     */
    private static final List<String> BACKGROUND = List.of(
            "expires_at <=",
            "expires_at>",
            "open_time between",
            "FROM queue_policy",
            "AS last_deadline",
            "SELECT open_time",
            "DELETE FROM idempotency_key",
            "processed_message",
            "mysql.general_log");

    /**
     * Statements that no COMMIT or ROLLBACK follows, and that would be taken for the beginning of the next transaction
     * on their connection: the relay, each statement of which is a transaction; the look whether events are late, which
     * any read may find due; and the clock, which opens none.
     */
    private static final List<String> WITHOUT_END =
            List.of("FROM outbox", "DELETE o FROM outbox", "GET_LOCK", "@@read_only", "UTC_TIMESTAMP");

    private final Connection connection;

    private StatementLog(Connection connection) {
        this.connection = connection;
    }

    public static StatementLog open() throws SQLException {
        var log = new StatementLog(root());
        log.execute("SET GLOBAL log_output = 'TABLE'");
        log.execute("TRUNCATE TABLE mysql.general_log");
        log.execute("SET GLOBAL general_log = ON");
        return log;
    }

    /**
     * A connection of root, who may do in the database what the application's own user may not; it begins in the
     * application's schema.
     */
    public static Connection root() throws SQLException {
        Config config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                "root",
                config.getOptionalValue("onsale.embedded", Boolean.class).orElse(true)
                        ? ""
                        : config.getValue("quarkus.datasource.password", String.class));
    }

    /**
     * The transactions of all other connections so far, each with its statements, the last of which ends it. A read
     * outside of a transaction ends with a rollback, which may come after the answer and is waited for. The
     * transactions of background jobs are left out.
     */
    public List<List<String>> transactions() throws SQLException {
        List<List<String>> sent = sent();
        for (int i = 0; i < 50 && !sent.stream().allMatch(StatementLog::hasEnded); i++) {
            LockSupport.parkNanos(20_000_000);
            sent = sent();
        }
        return sent;
    }

    private List<List<String>> sent() throws SQLException {
        var open = new LinkedHashMap<Long, List<String>>();
        var ended = new ArrayList<List<String>>();
        var seen = new HashSet<Long>();
        var begunBefore = new HashSet<Long>();
        try (Statement query = connection.createStatement();
                ResultSet rows =
                        query.executeQuery("SELECT thread_id, CONVERT(argument USING utf8mb4) FROM mysql.general_log"
                                + " WHERE thread_id <> CONNECTION_ID() AND command_type IN ('Query', 'Execute', 'Prepare')"
                                + " AND argument NOT LIKE 'SET %'")) {
            while (rows.next()) {
                String sql = rows.getString(2).strip().replaceAll("\\s+", " ");
                if (WITHOUT_END.stream().anyMatch(sql::contains)) {
                    // Should an end follow after all, as where a connection of the pool was borrowed for it, it is this
                    // one's.
                    seen.add(rows.getLong(1));
                    begunBefore.add(rows.getLong(1));
                    continue;
                }
                if (seen.add(rows.getLong(1))) {
                    begunBefore.add(rows.getLong(1));
                }
                open.computeIfAbsent(rows.getLong(1), connection -> new ArrayList<>())
                        .add(sql);
                if (isEnd(sql)) {
                    List<String> sent = open.remove(rows.getLong(1));
                    // The end of a transaction that had begun before the log was opened says nothing.
                    if (!begunBefore.remove(rows.getLong(1)) || sent.size() > 1) {
                        ended.add(sent);
                    }
                }
            }
        }
        ended.addAll(open.values());
        return ended.stream()
                .filter(sent -> sent.stream().noneMatch(StatementLog::isBackground))
                .toList();
    }

    private static boolean hasEnded(List<String> transaction) {
        return isEnd(transaction.get(transaction.size() - 1));
    }

    private static boolean isEnd(String sql) {
        return sql.equalsIgnoreCase("COMMIT") || sql.equalsIgnoreCase("ROLLBACK");
    }

    private static boolean isBackground(String sql) {
        return BACKGROUND.stream().anyMatch(sql::contains);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("SET GLOBAL general_log = OFF");
        connection.close();
    }
}
