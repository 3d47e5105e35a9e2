package io.onsale.platform.database;

import io.quarkus.arc.Arc;
import io.quarkus.liquibase.LiquibaseFactory;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.exception.LockException;
import liquibase.lockservice.StandardLockService;
import org.jboss.logging.Logger;

/**
 * Liquibase's lock on the schema, bound to the life of its holder (ADR 35). Liquibase's own lock is a row, which stays when its holder is
 * killed and stops every later start. So the holder here also has a user-level lock of the server (GET_LOCK) on the connection over which
 * it migrates: a row with our mark that no holder of that lock backs was left behind. Where nothing is to be changed no lock is asked for.
 * Liquibase finds this class through {@code META-INF/services}.
 */
@RegisterForReflection
public class SchemaLock extends StandardLockService {
    private static final Logger LOG = Logger.getLogger(SchemaLock.class);
    /** User-level locks belong to the whole server, which may serve more than one schema. */
    private static final String LOCK = "CONCAT(DATABASE(), '.schema')";
    /** The beginning of a holder's name if it has both locks. A former release, or Liquibase's own tools, have the row alone. */
    private static final String MARK = "onsale: ";

    private static final String TAKE =
            "UPDATE DATABASECHANGELOGLOCK SET LOCKED = 1, LOCKGRANTED = UTC_TIMESTAMP(), LOCKEDBY = ?"
                    + " WHERE ID = 1 AND (LOCKED = 0 OR LOCKEDBY LIKE '" + MARK + "%')";
    private static final String HOLDER =
            "SELECT LOCKED, LOCKEDBY, LOCKGRANTED FROM DATABASECHANGELOGLOCK WHERE ID = 1 FOR UPDATE";
    private static final String BETWEEN = "another process is about to, or has just done so";
    /** The exit code of a process that SIGTERM has ended. */
    private static final int TERMINATED = 143;

    @Override
    public int getPriority() {
        return super.getPriority() + 1;
    }

    @Override
    public void waitForLock() throws LockException {
        if (hasChangeLogLock || isUpToDate() || acquireLock()) {
            return;
        }
        var stopping = new CountDownLatch(1);
        // Quarkus ends a process only when its start is over, whether it succeeded or failed.
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::countDown, "schema-lock-stop"));
        long end = System.nanoTime()
                + Duration.ofMinutes(getChangeLogLockWaitTime()).toNanos();
        String told = "";
        do {
            String holder = holder();
            if (!told.equals(holder)) {
                LOG.warnf("Waiting to migrate the schema: %s", holder);
                told = holder;
            }
            if (System.nanoTime() > end) {
                throw new PreventFurtherStepsException("The schema cannot be migrated: " + holder, 1);
            }
            if (isOver(stopping)) {
                throw new PreventFurtherStepsException("Stopped before the schema was migrated", TERMINATED);
            }
        } while (!acquireLock());
    }

    private static boolean isOver(CountDownLatch stopping) throws LockException {
        try {
            return stopping.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LockException(e);
        }
    }

    /** Liquibase's own judgement, which considers checksums too. It uses a connection of its own, and only reads. */
    private static boolean isUpToDate() throws LockException {
        LiquibaseFactory liquibase =
                Arc.container().instance(LiquibaseFactory.class).get();
        try (Liquibase changes = liquibase.createLiquibase()) {
            return changes.listUnrunChangeSets(liquibase.createContexts(), liquibase.createLabels(), false)
                    .isEmpty();
        } catch (LiquibaseException e) {
            throw new LockException(e);
        }
    }

    @Override
    public boolean acquireLock() throws LockException {
        if (hasChangeLogLock) {
            return true;
        }
        try {
            if (!tells("GET_LOCK(" + LOCK + ", 0)")) {
                return false; // another process holds it
            }
            database.rollback();
            init();
            String left = left();
            if (!takeRow()) {
                tells("RELEASE_LOCK(" + LOCK + ")");
                return false;
            }
            if (left != null) {
                LOG.warnf("Took over the lock of the schema from one that is gone, %s", left);
            }
            // The server closes the connection of a silent holder (a vanished machine). No pause between two statements
            // is as long.
            execute("SET SESSION wait_timeout = 60");
            hasChangeLogLock = true;
            // Liquibase's own service does the same: what was read before the lock is stale.
            Scope.getCurrentScope()
                    .getSingleton(ChangeLogHistoryServiceFactory.class)
                    .resetAll();
            database.setCanCacheLiquibaseTableInfo(true);
            return true;
        } catch (SQLException | LiquibaseException e) {
            throw new LockException(e);
        }
    }

    private String left() throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(HOLDER)) {
            return row.next() && row.getBoolean(1) ? since(row) : null;
        }
    }

    private static String since(ResultSet row) throws SQLException {
        return row.getString(2) + " since " + row.getString(3);
    }

    private boolean takeRow() throws SQLException {
        try (PreparedStatement take = connection().prepareStatement(TAKE)) {
            take.setString(
                    1, MARK + host() + ", process " + ProcessHandle.current().pid());
            boolean taken = take.executeUpdate() == 1;
            connection().commit();
            return taken;
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    private String holder() throws LockException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery(HOLDER.replace(" FOR UPDATE", ""))) {
            if (!row.next() || !row.getBoolean(1)) {
                return BETWEEN;
            }
            String holder = since(row);
            return holder.startsWith(MARK)
                    ? "it is being migrated by " + holder
                    : "DATABASECHANGELOGLOCK is held by " + holder
                            + ", of whom it is not known whether it lives (outages.md, \"When a migration waits\")";
        } catch (SQLException e) {
            return BETWEEN; // the other process only now makes the table
        } finally {
            rollback();
        }
    }

    /** Does nothing where this process holds nothing: the row may belong to another process. */
    @Override
    public void releaseLock() throws LockException {
        if (!hasChangeLogLock) {
            return;
        }
        super.releaseLock();
        try {
            tells("RELEASE_LOCK(" + LOCK + ")");
        } catch (SQLException e) {
            LOG.debug("The connection was gone already, and the lock with it", e);
        }
    }

    private boolean tells(String condition) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT " + condition)) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private void rollback() throws LockException {
        try {
            database.rollback();
        } catch (LiquibaseException e) {
            throw new LockException(e);
        }
    }

    /** Liquibase's own connection, which it keeps until it is done. */
    private Connection connection() {
        return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }
}
