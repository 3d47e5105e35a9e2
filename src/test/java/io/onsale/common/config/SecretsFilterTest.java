package io.onsale.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsFilterTest {
    @ParameterizedTest
    @CsvSource({
        "quarkus.datasource.password, s3cret, ***",
        "QUARKUS_DATASOURCE_PASSWORD, s3cret, ***",
        "quarkus.tls.web.key-store.p12.password, s3cret, ***",
        "onsale.queue.token.keys.k1, s3cret, ***",
        "ONSALE_QUEUE_TOKEN_KEYS_K1, s3cret, ***",
        "kafka.sasl.jaas.config, s3cret, ***",
        "smallrye.jwt.sign.key, s3cret, ***",
        "quarkus.redis.hosts, rediss://:s3cret@cache:6379, rediss://***@cache:6379",
        "quarkus.datasource.jdbc.url, jdbc:mysql://db/onsale?user=u&password=s3cret&x=y, jdbc:mysql://db/onsale?user=u&password=***&x=y",
        "onsale.queue.token.signing-key, k1, ***",
        "quarkus.datasource.username, onsale, onsale",
        "quarkus.http.port, 8080, 8080"
    })
    void givenSettingThatIsLogged_itsSecretIsNot(String name, String value, String shown) {
        // Given
        var record = new ExtLogRecord(
                Level.FINE, "%s from %s with %s", FormatStyle.PRINTF, SecretsFilterTest.class.getName());
        record.setLoggerName(SecretsFilter.LOGGER);
        record.setParameters(new Object[] {name, "EnvConfigSource", value});
        // When
        boolean logged = new SecretsFilter().isLoggable(record);
        // Then
        assertThat(logged).isTrue();
        assertThat(record.getFormattedMessage()).isEqualTo(name + " from EnvConfigSource with " + shown);
    }
}
