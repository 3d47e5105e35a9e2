package io.onsale.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseClockTest {
    @Inject
    DatabaseClock clock;

    @Inject
    DataSource database;

    @Test
    void instant_isTheTimeOfTheDatabaseInMilliseconds() throws SQLException {
        assertThat(clock.instant())
                .isCloseTo(timeOfDatabase().toInstant(ZoneOffset.UTC), within(500, ChronoUnit.MILLIS))
                .matches(now -> now.getNano() % 1_000_000 == 0);
    }

    private LocalDateTime timeOfDatabase() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT UTC_TIMESTAMP(6)")) {
            row.next();
            return row.getObject(1, LocalDateTime.class);
        }
    }
}
