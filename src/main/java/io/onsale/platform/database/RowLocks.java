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
 * The locks of rows that jobs of several instances go by, tried once at each start: a server that speaks MySQL may understand
 * {@code SKIP LOCKED} and lock nothing (TiDB), which is seen at no statement. The service does not run on such a one.
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

    /** Where one connection has locked the row, another must not see it; nor does the first if somebody else asks just now. */
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
