package io.onsale.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserAuthenticationTest {
    private static final Map<String, String> KEY_FILE = Map.of(
            "mp.jwt.verify.publickey.location", "/etc/onsale/key.pem",
            "mp.jwt.verify.issuer", "https://login.example.com",
            "mp.jwt.verify.audiences", "onsale");

    private static UserAuthentication starts(LaunchMode mode, Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(SecurityConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new UserAuthentication(config.getConfigMapping(SecurityConfig.class), config, mode);
    }

    private static Map<String, String> keyFileWith(String name, String value) {
        var settings = new HashMap<>(KEY_FILE);
        settings.put(name, value);
        return settings;
    }

    @Test
    void givenKeyIssuerAndAudience_start_usersMustProveWhoTheyAre() {
        assertThat(starts(LaunchMode.NORMAL, KEY_FILE).isOff()).isFalse();
    }

    @Test
    void givenNothingAtAll_start_fails() {
        assertThatThrownBy(() -> starts(LaunchMode.NORMAL, Map.of()))
                .hasMessageStartingWith(
                        "User tokens cannot be verified: set mp.jwt.verify.publickey.location to the file of a public key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp.jwt.verify.issuer", "mp.jwt.verify.audiences"})
    void givenNoIssuerOrAudience_start_fails(String missing) {
        // Given
        var settings = new HashMap<>(KEY_FILE);
        settings.remove(missing);
        // When, Then
        assertThatThrownBy(() -> starts(LaunchMode.NORMAL, settings))
                .hasMessage("User tokens of any origin would be accepted: set " + missing + ".");
    }

    @Test
    void givenKeysToFetch_start_failsIfPollsWouldWaitForThem() {
        // Given
        var settings = keyFileWith("mp.jwt.verify.publickey.location", "https://login.example.com/jwks");
        // When, Then
        assertThat(starts(LaunchMode.NORMAL, settings).isOff()).isFalse();
        settings.put("quarkus.smallrye-jwt.blocking-authentication", "false");
        assertThatThrownBy(() -> starts(LaunchMode.NORMAL, settings))
                .hasMessageEndingWith("leave out quarkus.smallrye-jwt.blocking-authentication.");
    }

    @Test
    void givenOff_startPackaged_failsUnlessItIsSaidTwice() {
        // Given
        var settings = new HashMap<>(Map.of("onsale.security.user-auth", "off"));
        // When, Then
        assertThatThrownBy(() -> starts(LaunchMode.NORMAL, settings))
                .hasMessageStartingWith(
                        "onsale.security.user-auth=off opens every account and all of /admin to everybody");
        settings.put("onsale.security.allow-user-auth-off", "true");
        assertThat(starts(LaunchMode.NORMAL, settings).isOff()).isTrue();
    }

    @Test
    void givenOff_startInDevelopment_isOff() {
        assertThat(starts(LaunchMode.DEVELOPMENT, Map.of("onsale.security.user-auth", "off"))
                        .isOff())
                .isTrue();
    }
}
