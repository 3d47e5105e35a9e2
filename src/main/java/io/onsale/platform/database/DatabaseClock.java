package io.onsale.platform.database;

import io.quarkus.agroal.runtime.JdbcDriver;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The one clock of the service (ADR 13): the clock of the database, which all instances share, carried on by the time that has passed here
 * since the last question (Cristian's algorithm, see {@link ClockReading}). An instance that makes a hold and an instance that expires it
 * so agree on the time, even if the clocks of their machines do not.
 */
@ApplicationScoped
public class DatabaseClock extends Clock {
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);
    private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final DataSource dataSource;
    private final PrimaryConnections connections;
    private volatile ClockReading reading;
    private volatile boolean readOnly;

    public DatabaseClock(DataSource dataSource, @JdbcDriver("mysql") PrimaryConnections connections) {
        this.dataSource = dataSource;
        this.connections = connections;
    }

    /** Runs before anything that needs the time. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        instant();
    }

    @PostConstruct
    void first() {
        reading = read();
    }

    /**
     * Asks the database for the time. While the database does not answer, time goes on from the last reading.
     *
     * @throws IllegalStateException if the database does not answer or is read-only
     */
    public synchronized void compare() {
        ClockReading last = reading;
        ClockReading next = last.orBetter(read());
        reading = next;
        long jump = next.offsetNanos() - last.offsetNanos();
        if (Math.abs(jump) > WORTH_TELLING_NANOS) {
            LOG.warnf("The clock of the database was set by %d ms; this instance follows", jump / 1_000_000);
        }
        if (readOnly) {
            connections.replace();
            throw new IllegalStateException(DatabaseOutage.READ_ONLY.sentence());
        }
    }

    private ClockReading read() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            long asked = System.nanoTime();
            try (ResultSet row =
                    statement.executeQuery("SELECT UTC_TIMESTAMP(6), " + PrimaryConnections.IS_READ_ONLY)) {
                long answered = System.nanoTime();
                row.next();
                readOnly = row.getBoolean(2);
                Instant told = row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                return ClockReading.of(told, asked, answered);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the database does not tell the time: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** The time in milliseconds, the precision of the database and the API. */
    @Override
    public Instant instant() {
        return reading.at(System.nanoTime()).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long millis() {
        return reading.millisAt(System.nanoTime());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource source = this::instant;
        return source.withZone(zone);
    }
}
