package io.onsale.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of error codes. Those that a server can be made to answer are in DatabaseOutageIT. */
class DatabaseOutageTest {
    @ParameterizedTest
    @CsvSource({
        "READ_ONLY, 1290",
        "READ_ONLY, 1792",
        "READ_ONLY, 1836",
        "CONNECTION_LIMIT, 1040",
        "CONNECTION_LIMIT, 1203",
        "CONNECTION_LIMIT, 1226",
        "INTERRUPTED, 1317",
        "INTERRUPTED, 1969",
        "INTERRUPTED, 3024",
        "CLOSED, 1053",
        "CLOSED, 1927",
        "CLOSED, 4031",
        "EXHAUSTED, 1021",
        "EXHAUSTED, 1030",
        "EXHAUSTED, 1037",
        "EXHAUSTED, 1038",
        "EXHAUSTED, 1041",
        "EXHAUSTED, 1114",
        "INTERRUPTED, 1028",
        "LOCKED, 1205",
        "LOCKED, 1213",
        "LOCKED, 1412",
        "ACCESS, 1044",
        "ACCESS, 1045",
        "ACCESS, 1142"
    })
    void numberOfServer_isAnOutage(DatabaseOutage outage, int number) {
        var told = new SQLException("told by the server", "HY000", number);
        assertThat(DatabaseOutage.of(told)).contains(outage);
        assertThat(Outages.isOutage(new PersistenceException(told))).isTrue();
    }

    @Test
    void mistakeInAStatement_isNone() {
        assertThat(Outages.isOutage(new SQLIntegrityConstraintViolationException("duplicate", "23000", 1062)))
                .isFalse();
        assertThat(Outages.isOutage(new SQLIntegrityConstraintViolationException("is null", "23000", 1048)))
                .isFalse();
        assertThat(Outages.isOutage(new SQLSyntaxErrorException("no such table", "42S02", 1146)))
                .isFalse();
        assertThat(Outages.isOutage(new SQLSyntaxErrorException("no such column", "42S22", 1054)))
                .isFalse();
        assertThat(Outages.isOutage(new SQLSyntaxErrorException("cannot be parsed", "42000", 1064)))
                .isFalse();
        assertThat(Outages.isOutage(new SQLException("too long", "22001", 1406)))
                .isFalse();
    }

    @Test
    void poolWithoutAConnection_isAnOutage() {
        assertThat(DatabaseOutage.of(new SQLException("Sorry, acquisition timeout!")))
                .contains(DatabaseOutage.UNREACHABLE);
        assertThat(DatabaseOutage.of(new SQLException("Acquisition timeout while waiting for new connection")))
                .contains(DatabaseOutage.UNREACHABLE);
    }
}
