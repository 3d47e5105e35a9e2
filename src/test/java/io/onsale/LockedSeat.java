package io.onsale;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The row of a seat, locked in the database. Until this is closed, a request that reserves the seat is stopped between
 * its lock in Redis and its commit.
 */
public final class LockedSeat implements AutoCloseable {
    private final Connection connection;

    /** @param connection a connection of root, who can see the transactions of others; it is closed with this */
    public LockedSeat(Connection connection, String seat) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement("SELECT id FROM seat WHERE id = UNHEX(?) FOR UPDATE")) {
            statement.setString(1, seat.replace("-", ""));
            statement.executeQuery().close();
        }
    }

    /** Waits until this many transactions wait for the row. */
    public LockedSeat awaitWaiting(int transactions) {
        await().atMost(Duration.ofSeconds(5)).until(() -> waiting() == transactions);
        return this;
    }

    private int waiting() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
                                + " AND trx_query LIKE '%UPDATE seat %'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
