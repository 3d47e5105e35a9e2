package io.onsale.invariants;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/** The outbox table, read by primary key, each time on a connection that is returned at once. */
@ApplicationScoped
public class SqlOutbox implements Outbox {
    private final DataSource dataSource;

    public SqlOutbox(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Optional<Waiting> first() {
        return find("ORDER BY position LIMIT 1");
    }

    @Override
    public boolean has(Waiting event) {
        return find("WHERE position = " + event.position()).isPresent();
    }

    private Optional<Waiting> find(String which) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT position, type, occurred_at FROM outbox " + which);
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Waiting(
                            row.getLong(1),
                            row.getString(2),
                            row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC)))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
