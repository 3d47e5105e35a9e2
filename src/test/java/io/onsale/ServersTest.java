package io.onsale;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Tests that the servers of development are real, and as strict as those of production. */
@QuarkusTest
class ServersTest {

    @Inject
    DataSource database;

    @Inject
    RedisDataSource redis;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @Test
    void databaseFlushesAtEachCommitAndReadsRepeatably() throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select @@innodb_flush_log_at_trx_commit, @@transaction_isolation, @@character_set_database, @@time_zone")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(1);
            assertThat(row.getString(2)).isEqualTo("REPEATABLE-READ");
            assertThat(row.getString(3)).isEqualTo("utf8mb4");
            assertThat(row.getString(4)).isEqualTo("+00:00");
        }
    }

    @Test
    void databaseLetsTheServiceIntoItsOwnSchemaAlone() throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var grants = statement.executeQuery("SHOW GRANTS")) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo("onsale@127.0.0.1");
            var granted = new ArrayList<String>();
            while (grants.next()) {
                granted.add(grants.getString(1).replaceFirst(" IDENTIFIED BY .*", ""));
            }
            assertThat(granted)
                    .containsExactly(
                            "GRANT USAGE ON *.* TO `onsale`@`127.0.0.1`",
                            "GRANT ALL PRIVILEGES ON `onsale`.* TO `onsale`@`127.0.0.1`");
        }
    }

    @Test
    void redisAnswers() {
        assertThat(redis.execute("PING").toString()).isEqualTo("PONG");
    }

    @Test
    void kafkaHasThreeBrokers() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(3);
        }
    }
}
