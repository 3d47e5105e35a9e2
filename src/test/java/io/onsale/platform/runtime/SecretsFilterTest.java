package io.onsale.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.logging.Level;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsFilterTest {
    static Stream<Arguments> textsOfOthers() {
        return Stream.of(
                arguments("a\nb", "a\\u000ab"),
                arguments("a\r\nINFO forged", "a\\u000d\\u000aINFO forged"),
                arguments("a\033[2Jb", "a\\u001b[2Jb"),
                arguments("a\u0085b", "a\\u0085b"),
                arguments("a\u2028b", "a\\u2028b"),
                arguments("a\u202eb", "a\\u202eb"),
                arguments("\ud55c\uad6d \ud83c\udfab", "\ud55c\uad6d \ud83c\udfab"));
    }

    @ParameterizedTest
    @MethodSource("textsOfOthers")
    void givenTextOfOthers_itStaysOnItsLine(String text, String shown) {
        // Given
        var quoting = new ExtLogRecord(Level.INFO, "%s of %d", FormatStyle.PRINTF, SecretsFilterTest.class.getName());
        quoting.setParameters(new Object[] {text, 7});
        var plain = new ExtLogRecord(Level.INFO, text, FormatStyle.NO_FORMAT, SecretsFilterTest.class.getName());
        // When
        new SecretsFilter().isLoggable(quoting);
        new SecretsFilter().isLoggable(plain);
        // Then
        assertThat(quoting.getFormattedMessage()).isEqualTo(shown + " of 7");
        assertThat(plain.getFormattedMessage()).isEqualTo(shown);
    }

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
