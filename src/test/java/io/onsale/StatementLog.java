package io.onsale;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** What travelled to the database server while it was open, by the server's own general log: nothing that the driver sends can hide. */
public final class StatementLog implements AutoCloseable {
    private final Connection connection;

    private StatementLog(Connection connection) {
        this.connection = connection;
    }

    public static StatementLog open() throws SQLException {
        Config config = ConfigProvider.getConfig();
        Connection connection = DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getOptionalValue("quarkus.datasource.password", String.class).orElse(""));
        var log = new StatementLog(connection);
        log.execute("SET GLOBAL log_output = 'TABLE'");
        log.execute("TRUNCATE TABLE mysql.general_log");
        log.execute("SET GLOBAL general_log = ON");
        return log;
    }

    /** The statements of all other connections so far, in order; those of the background jobs left out. */
    public List<String> statements() throws SQLException {
        var statements = new ArrayList<String>();
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery(
                        "SELECT thread_id, command_type, CONVERT(argument USING utf8mb4) FROM mysql.general_log"
                                + " WHERE thread_id <> CONNECTION_ID() AND command_type IN ('Query', 'Execute', 'Prepare')")) {
            while (rows.next()) {
                statements.add(rows.getLong(1) + " " + rows.getString(3).strip().replaceAll("\\s+", " "));
            }
        }
        return statements;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("SET GLOBAL general_log = OFF");
        connection.close();
    }
}
