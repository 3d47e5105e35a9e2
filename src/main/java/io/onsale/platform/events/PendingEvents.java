package io.onsale.platform.events;

import static io.onsale.platform.database.PrimaryConnections.IS_READ_ONLY;

import com.mysql.cj.jdbc.JdbcConnection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The outbox as the relaying instance sees it. That instance holds a user-level lock of the server (GET_LOCK) on a connection of its own
 * (ADR 12), over which it also reads and deletes: losing the lock means losing the connection, after which it can delete nothing. One
 * thread uses this class, and may wait for the brokers; so another thread counts the events, over a connection of the pool.
 */
@ApplicationScoped
public class PendingEvents {
    private static final Logger LOG = Logger.getLogger(PendingEvents.class);
    /** User-level locks belong to the whole server, which may serve more than one schema. */
    private static final String LOCK = "CONCAT(DATABASE(), '.outbox')";

    private static final String NEXT =
            "SELECT position, event_id, type, event_key, schema_version, payload, occurred_at, traceparent FROM outbox%s ORDER BY position LIMIT %d";

    private static final String COUNT =
            "SELECT COUNT(*), (SELECT occurred_at FROM outbox ORDER BY position LIMIT 1) FROM outbox";

    private static final Waiting NOTHING = new Waiting(0, null);

    private final DataSource dataSource;
    private final Clock clock;
    private volatile Waiting waiting = NOTHING;
    private volatile boolean relaying;
    private Connection leading;

    private record Waiting(long events, Instant oldest) {}

    public PendingEvents(DataSource dataSource, Clock clock, MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.clock = clock;
        Gauge.builder("onsale.outbox.pending", this, events -> events.waiting.events)
                .description(
                        "Committed events that are not in Kafka yet, as the instance sees it that relays; 0 on the others")
                .register(metrics);
        TimeGauge.builder("onsale.outbox.lag", this, TimeUnit.MILLISECONDS, PendingEvents::lagMillis)
                .description(
                        "For how long the first of them has waited, as the instance sees it that relays; 0 on the others")
                .register(metrics);
        Gauge.builder("onsale.outbox.relaying", this, events -> events.relaying ? 1 : 0)
                .description("1 at the instance that relays, 0 at the others")
                .register(metrics);
    }

    /** The lag grows on while the relay waits for the brokers. */
    private double lagMillis() {
        Instant since = waiting.oldest;
        return since == null ? 0 : Math.max(0, clock.millis() - since.toEpochMilli());
    }

    /**
     * Makes this instance the relaying one, or confirms that it still is. The server drops the lock with this instance's connection, also
     * if that is silent for some seconds: while it waits for something else, the instance must ask again every second.
     *
     * @return false while another instance relays; fails if the lock was lost
     */
    public boolean lead() {
        try {
            if (leading != null) {
                if (tells(IS_READ_ONLY)) {
                    resign(); // The lock is worth nothing here: another server is the primary.
                }
                return leading != null;
            }
            leading = dataSource.getConnection();
            if (!tells("IF(" + IS_READ_ONLY + ", 0, GET_LOCK(" + LOCK + ", 0))")) {
                leading.close();
                leading = null;
                return false;
            }
            // Here each statement is a transaction. The server closes the connection of a silent holder (a frozen
            // process, a cut cable).
            own().setAutoCommit(true);
            execute("SET SESSION wait_timeout = 10");
            relaying = true;
            LOG.info("This instance relays the events");
            return true;
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private boolean tells(String condition) throws SQLException {
        try (Statement statement = leading.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + condition)) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = leading.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * The oldest events.
     *
     * @param except types to pass over
     */
    public List<RecordedEvent> next(int limit, Set<String> except) {
        String others = except.isEmpty() ? "" : " WHERE type NOT IN (?" + ", ?".repeat(except.size() - 1) + ")";
        try (PreparedStatement statement = leading.prepareStatement(NEXT.formatted(others, limit));
                ResultSet rows = query(statement, except)) {
            var events = new ArrayList<RecordedEvent>();
            while (rows.next()) {
                events.add(new RecordedEvent(
                        rows.getLong(1),
                        uuid(rows.getBytes(2)),
                        rows.getString(3),
                        uuid(rows.getBytes(4)),
                        rows.getInt(5),
                        rows.getString(6),
                        rows.getObject(7, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                        rows.getString(8)));
            }
            return events;
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private static ResultSet query(PreparedStatement statement, Set<String> values) throws SQLException {
        int i = 0;
        for (String value : values) {
            statement.setString(++i, value);
        }
        return statement.executeQuery();
    }

    /**
     * Counts the waiting events and notes the age of the oldest, for the metrics. May be called on any thread, also while another waits for
     * the brokers.
     */
    public void count() {
        if (!relaying) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNT)) {
            row.next();
            LocalDateTime oldest = row.getObject(2, LocalDateTime.class);
            waiting = new Waiting(row.getLong(1), oldest == null ? null : oldest.toInstant(ZoneOffset.UTC));
        } catch (SQLException e) {
            throw unavailable(e);
        }
        if (!relaying) {
            waiting = NOTHING; // given up meanwhile
        }
    }

    private static UUID uuid(byte[] id) {
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Deletes events that have arrived. */
    public void forget(List<RecordedEvent> events) {
        if (leading == null) {
            throw new IllegalStateException("the lead was given up while the brokers were waited for");
        }
        // By primary key: the optimizer would scan a small table, and lock rows that are just being inserted.
        String sql = "DELETE o FROM outbox o FORCE INDEX (PRIMARY) WHERE o.position IN ("
                + String.join(",", Collections.nCopies(events.size(), "?")) + ")";
        try (PreparedStatement delete = leading.prepareStatement(sql)) {
            for (int i = 0; i < events.size(); i++) {
                delete.setLong(i + 1, events.get(i).position());
            }
            delete.executeUpdate();
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    public void resign() {
        relaying = false;
        waiting = NOTHING;
        if (leading == null) {
            return;
        }
        try (Connection returned = leading) {
            execute("SET SESSION wait_timeout = DEFAULT");
            execute("DO RELEASE_LOCK(" + LOCK + ")");
            own().setAutoCommit(false);
        } catch (SQLException e) {
            LOG.debug("The connection was gone already, and the lock with it", e);
        }
        leading = null;
    }

    private IllegalStateException lost(SQLException e) {
        resign();
        return unavailable(e);
    }

    private static IllegalStateException unavailable(SQLException e) {
        return new IllegalStateException(
                "the database says: " + e.getMessage().lines().findFirst().orElse(""), e);
    }

    /** The driver's connection: the pool does not try to undo changes on it, which would fail on a broken one. */
    private Connection own() throws SQLException {
        return leading.unwrap(JdbcConnection.class);
    }
}
