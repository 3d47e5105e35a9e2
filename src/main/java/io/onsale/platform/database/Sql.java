package io.onsale.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The access to the database for the statements that every booking runs: they go straight to the driver, within the caller's transaction.
 * Through Hibernate each of them would cost the service more than it costs the database (ADR 16). Ids are bound as their 16 bytes, instants
 * as UTC, the elements of a collection one by one.
 */
@ApplicationScoped
public class Sql {
    private final DataSource dataSource;

    public Sql(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /**
     * Returns how many rows were changed.
     *
     * @throws PersistenceException with the driver's exception as its cause
     */
    public int update(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }

    /** @throws PersistenceException with the driver's exception as its cause */
    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                var mapped = new ArrayList<T>();
                while (rows.next()) {
                    mapped.add(mapper.map(rows));
                }
                return mapped;
            }
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }

    /** As {@link #query}, with one entry for each row. */
    public <K, V> Map<K, V> map(String sql, RowMapper<K> key, RowMapper<V> value, Object... parameters) {
        return query(sql, row -> Map.entry(key.map(row), value.map(row)), parameters).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The placeholders for the elements of a collection: {@code ?, ?, ?}; for none {@code NULL}, which equals nothing. */
    public static String places(Collection<?> elements) {
        return elements.isEmpty() ? "NULL" : String.join(", ", Collections.nCopies(elements.size(), "?"));
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        int index = 1;
        for (Object parameter : parameters) {
            if (parameter instanceof Collection<?> elements) {
                for (Object element : elements) {
                    statement.setObject(index++, value(element));
                }
            } else {
                statement.setObject(index++, value(parameter));
            }
        }
    }

    private static Object value(Object parameter) {
        if (parameter instanceof UUID id) {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }
        if (parameter instanceof Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return parameter instanceof Enum<?> constant ? constant.name() : parameter;
    }
}
