package io.onsale.invariants;

import com.mysql.cj.jdbc.JdbcConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The check of seats, reservations and money in the database: one query an invariant, each a pass over a table or two, without locks. They
 * share one transaction outside of JTA, whose transactions end after 30 seconds.
 */
@ApplicationScoped
public class StoredState {
    /** A query over millions of rows answers only when it has read them all, and the pool's connections wait for less. */
    private static final int PATIENCE_MILLIS = 300_000;

    private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");

    private final DataSource dataSource;

    public StoredState(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Checks all invariants at one instant.
     *
     * @param holdsDueBefore the instant before which no pending hold may have expired
     * @param seatLimit seats of one concert that a user can hold and have bought
     */
    public List<InvariantCheck> checkAll(Instant holdsDueBefore, int seatLimit) {
        Map<String, Object> values = Map.of(
                "holdsDueBefore", LocalDateTime.ofInstant(holdsDueBefore, ZoneOffset.UTC), "seatLimit", seatLimit);
        // The pool rolls the transaction back when the connection is returned.
        try (Connection pooled = dataSource.getConnection()) {
            Connection connection = pooled.unwrap(JdbcConnection.class);
            int patience = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            try {
                return checkAll(connection, values);
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, patience);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<InvariantCheck> checkAll(Connection connection, Map<String, Object> values)
            throws SQLException {
        // All queries see the state at the first one. The server refuses this once a transaction has begun.
        try (var statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
        var checks = new ArrayList<InvariantCheck>();
        for (Invariant invariant : Invariant.values()) {
            checks.add(new InvariantCheck(invariant.name(), violations(connection, invariant.violations, values)));
        }
        return checks;
    }

    private static List<String> violations(Connection connection, String sql, Map<String, Object> values)
            throws SQLException {
        String limited = PARAMETER.matcher(sql).replaceAll("?") + " LIMIT " + InvariantCheck.MAX_VIOLATIONS;
        try (PreparedStatement query = connection.prepareStatement(limited)) {
            Matcher parameter = PARAMETER.matcher(sql);
            for (int i = 1; parameter.find(); i++) {
                query.setObject(i, values.get(parameter.group(1)));
            }
            var violations = new ArrayList<String>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    violations.add(describe(rows));
                }
            }
            return violations;
        }
    }

    /** Each id behind the name of its column. */
    private static String describe(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        var description = new StringJoiner(", ");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            description.add(columns.getColumnLabel(i) + " " + uuid(row.getBytes(i)));
        }
        return description.toString();
    }

    private static UUID uuid(byte[] id) {
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
