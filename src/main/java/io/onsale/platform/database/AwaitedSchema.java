package io.onsale.platform.database;

import static java.util.stream.Collectors.toSet;

import io.onsale.platform.runtime.BackgroundConfig;
import io.quarkus.liquibase.LiquibaseFactory;
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
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.exception.LiquibaseException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The wait of a starting instance for the schema that its build needs, where a separate job migrates the schema. An instance ahead of its
 * schema would answer with errors, and give up on events that it cannot store. This class only reads.
 */
@ApplicationScoped
public class AwaitedSchema {
    private static final Logger LOG = Logger.getLogger(AwaitedSchema.class);
    /** The exit code of a process that SIGTERM has ended. */
    private static final int TERMINATED = 143;

    private final DataSource dataSource;
    private final LiquibaseFactory liquibase;
    private String told = "";

    public AwaitedSchema(DataSource dataSource, LiquibaseFactory liquibase) {
        this.dataSource = dataSource;
        this.liquibase = liquibase;
    }

    /** Runs before anything that needs the database. */
    void await(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
            BackgroundConfig background,
            @ConfigProperty(name = "quarkus.liquibase.migrate-at-start") boolean migrated)
            throws InterruptedException {
        if (migrated || !background.enabled() || isThere()) {
            return;
        }
        var stopping = new CountDownLatch(1);
        // Quarkus ends a process only when its start is over, whether it succeeded or failed.
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::countDown, "awaited-schema-stop"));
        do {
            if (stopping.await(1, TimeUnit.SECONDS)) {
                throw new PreventFurtherStepsException("Stopped before the schema was there", TERMINATED);
            }
        } while (!isThere());
    }

    private boolean isThere() {
        try {
            Set<String> present = present(); // first: it says plainly that there is no database
            Set<String> missing = needed();
            missing.removeAll(present);
            if (missing.isEmpty()) {
                return true;
            }
            tell("it lacks " + String.join(", ", missing));
        } catch (SQLException | LiquibaseException e) {
            tell(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return false;
    }

    private void tell(String why) {
        if (!told.equals(why)) {
            LOG.infof("Waiting for the schema: %s", why);
        }
        told = why;
    }

    private Set<String> present() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM DATABASECHANGELOG")) {
            var present = new HashSet<String>();
            while (rows.next()) {
                present.add(rows.getString(1));
            }
            return present;
        }
    }

    private Set<String> needed() throws LiquibaseException {
        try (Liquibase changes = liquibase.createLiquibase()) {
            var contexts = liquibase.createContexts();
            return changes.getDatabaseChangeLog().getChangeSets().stream()
                    .filter(change -> change.getContextFilter().matches(contexts))
                    .map(ChangeSet::getId)
                    .collect(toSet());
        }
    }
}
