package io.onsale.platform.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductionSettingsTest {
    private static final Map<String, String> GOOD = Map.of(
            "onsale.queue.token.keys.k1", "a secret of our own, of 32 bytes or more",
            "quarkus.datasource.password", "a password of our own",
            "quarkus.redis.password", "another one",
            "quarkus.datasource.jdbc.url", "jdbc:mysql://db.example:3306/onsale?sslMode=VERIFY_IDENTITY&x=y",
            "quarkus.redis.hosts", "rediss://a.example:6379,rediss://b.example:6379",
            "kafka.bootstrap.servers", "a.example:9092,b.example:9092",
            "kafka.security.protocol", "SASL_SSL",
            "mp.jwt.verify.publickey.location", "https://login.example.com/jwks",
            "mp.jwt.verify.publickey.algorithm", "RS256,ES256");

    private static void start(LaunchMode mode, List<String> profiles, Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(SecurityConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        new ProductionSettings(config.getConfigMapping(SecurityConfig.class), config, mode, profiles);
    }

    private static void startInProduction(Map<String, String> settings) {
        start(LaunchMode.NORMAL, List.of("prod"), settings);
    }

    private static Map<String, String> goodBut(String name, String value) {
        var settings = new HashMap<>(GOOD);
        settings.put(name, value);
        return settings;
    }

    @Test
    void givenGoodSettings_start_goesOn() {
        assertThatCode(() -> startInProduction(GOOD)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            onsale.queue.token.keys.k2 | no secret at all, but of the length of one | onsale.queue.token.keys.k2 is the key of the demo profile
            quarkus.datasource.password | onsale | quarkus.datasource.password is 'onsale', the password of the development servers
            quarkus.liquibase.password | onsale | quarkus.liquibase.password is 'onsale', the password of the development servers
            quarkus.redis.password | onsale | quarkus.redis.password is 'onsale', the password of the development servers
            kafka.sasl.jaas.config | x required username="onsale" password="onsale"; | kafka.sasl.jaas.config has the password 'onsale'
            quarkus.redis.hosts | rediss://:onsale@a.example:6379 | quarkus.redis.hosts has the password 'onsale'
            quarkus.datasource.jdbc.url | jdbc:mysql://localhost/onsale?user=a&password=onsale&x=y | quarkus.datasource.jdbc.url has the password 'onsale'
            ONSALE_QUEUE_TOKEN_KEYS_K2 | no secret at all, but of the length of one | ONSALE_QUEUE_TOKEN_KEYS_K2 is the key of the demo profile
            mp.jwt.verify.publickey.location | http://login.example.com/jwks | mp.jwt.verify.publickey.location is fetched by http://
            mp.jwt.verify.publickey.location | HTTP://localhost.example.com/jwks | mp.jwt.verify.publickey.location is fetched by http://
            smallrye.jwt.verify.key.location | http://10.0.0.1/jwks | smallrye.jwt.verify.key.location is fetched by http://
            mp.jwt.verify.publickey.algorithm | RS256,HS256 | User tokens of a symmetric algorithm (HS256)
            smallrye.jwt.verify.algorithm | HS512 | User tokens of a symmetric algorithm (HS256)
            smallrye.jwt.verify.secretkey | whatever | User tokens of a symmetric algorithm (HS256)
            quarkus.datasource.jdbc.url | jdbc:mysql://db.example:3306/onsale | Without TLS
            quarkus.datasource.jdbc.url | jdbc:mysql://db.example/onsale?sslMode=PREFERRED | Without TLS
            quarkus.datasource.jdbc.url | jdbc:mysql://localhost:3306,db.example:3306/onsale | Without TLS
            quarkus.datasource.jdbc.url | jdbc:mysql://db.example:3306/onsale?sslMode=DISABLED&a=sslMode=REQUIRED | Without TLS
            quarkus.redis.hosts | rediss://a.example:6379,redis://b.example:6379 | Without TLS
            kafka.security.protocol | SASL_PLAINTEXT | Without TLS
            kafka.security.protocol | PLAINTEXT | Without TLS
            """)
    void givenWhatEverybodyKnowsOrReads_start_failsAndSaysWhy(String name, String value, String why) {
        assertThatThrownBy(() -> startInProduction(goodBut(name, value))).hasMessageStartingWith(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mp.jwt.verify.publickey.location | http://localhost:8180/jwks
            mp.jwt.verify.publickey.location | http://127.0.0.1:8180/jwks
            mp.jwt.verify.publickey.location | http://[::1]:8180/jwks
            mp.jwt.verify.publickey.location | /etc/onsale/key.pem
            quarkus.datasource.jdbc.url | jdbc:mysql://localhost:3306/onsale
            quarkus.datasource.jdbc.url | jdbc:mysql://127.0.0.1/onsale?x=y
            quarkus.redis.hosts | redis://localhost:6379,unix:///run/redis.sock
            kafka.security.protocol | SSL
            kafka.bootstrap.servers | localhost:9092,127.0.0.1:9094
            """)
    void givenWhatStaysOnThisMachine_start_goesOn(String name, String value) {
        assertThatCode(() -> startInProduction(goodBut(name, value))).doesNotThrowAnyException();
    }

    @Test
    void givenExplicitLeave_start_goesOn() {
        // Given
        var plaintext = goodBut("quarkus.redis.hosts", "redis://a.example:6379");
        plaintext.put("onsale.security.allow-plaintext-servers", "true");
        var symmetric = goodBut("smallrye.jwt.verify.algorithm", "HS256");
        symmetric.put("onsale.security.allow-symmetric-user-tokens", "true");
        // When, Then
        assertThatCode(() -> startInProduction(plaintext)).doesNotThrowAnyException();
        assertThatCode(() -> startInProduction(symmetric)).doesNotThrowAnyException();
    }

    @Test
    void givenDevelopmentOrDemo_start_goesOn() {
        // Given
        var settings = goodBut("quarkus.datasource.password", "onsale");
        // When, Then
        assertThatCode(() -> start(LaunchMode.DEVELOPMENT, List.of("dev"), settings))
                .doesNotThrowAnyException();
        assertThatCode(() -> start(LaunchMode.TEST, List.of("test"), settings)).doesNotThrowAnyException();
        assertThatCode(() -> start(LaunchMode.NORMAL, List.of("prod", "demo"), settings))
                .doesNotThrowAnyException();
    }
}
