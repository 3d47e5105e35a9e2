package io.onsale.platform.database;

import io.onsale.platform.runtime.BackgroundConfig;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The check at each start that {@code FOR UPDATE SKIP LOCKED} locks rows, since jobs of several instances share their work by it. A server
 * that speaks MySQL may accept the clause and lock nothing (TiDB), and no statement would fail. The service does not start on such a
 * server.
 */
@ApplicationScoped
public class RowLocks {
    /** A row that every migrated schema has. */
    private static final String LOCK = "SELECT 1 FROM DATABASECHANGELOGLOCK WHERE ID = 1 FOR UPDATE SKIP LOCKED";

    private final DataSource dataSource;

    public RowLocks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void require(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, BackgroundConfig background) {
        if (background.enabled() && !areHeld()) {
            throw new PreventFurtherStepsException(
                    "This database accepts FOR UPDATE SKIP LOCKED and locks no row: holds would be expired twice. Use MySQL or MariaDB.",
                    1);
        }
    }

    /**
     * True if a second connection cannot see the row that the first has locked, or if the first cannot because another instance runs this
     * check.
     */
    boolean areHeld() {
        try (Connection one = dataSource.getConnection();
                Connection other = dataSource.getConnection()) {
            return !isLockedBy(one) || !isLockedBy(other);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the locks of the database cannot be tried: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static boolean isLockedBy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOCK)) {
            return row.next();
        }
    }
}
