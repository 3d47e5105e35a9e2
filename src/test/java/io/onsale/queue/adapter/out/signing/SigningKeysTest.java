package io.onsale.queue.adapter.out.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.queue.adapter.out.signing.SigningKeys.Purpose;
import io.onsale.queue.config.QueueConfig;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeysTest {
    private static final String SECRET = "a secret of the tests, 32 bytes or more";
    private static final String OTHER_SECRET = "another secret, which is long enough too";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SigningKeys keys =
            new SigningKeys(Map.of("2026-11", SECRET, "2026-12", OTHER_SECRET), "2026-12", metrics);

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void givenPayload_whenSigned_thenVerifiedForItsPurposeAlone(Purpose purpose) {
        // Given
        byte[] payload = purpose.payload().array();
        // When
        String signed = keys.sign(purpose, payload);
        // Then
        for (Purpose any : Purpose.values()) {
            assertThat(keys.verify(any, signed).isPresent()).isEqualTo(any == purpose);
        }
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void givenPayloadOfTheRightLength_whenSignedForAnotherPurpose_thenItDoesNotVerify(Purpose other) {
        for (Purpose purpose : Purpose.values()) {
            // Given
            byte[] payload = purpose.payload().array();
            // When what has the form of one purpose is signed as the other signs
            String signed = keys.sign(other, payload);
            // Then
            assertThat(keys.verify(purpose, signed).isPresent()).isEqualTo(purpose == other);
        }
    }

    @Test
    void givenQueueToken_whenSigned_thenAsTheReleasesBeforeHaveSignedIt() throws Exception {
        // Given
        String text = "2026-12."
                + BASE64URL.encodeToString(Purpose.QUEUE_TOKEN.payload().array());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(OTHER_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        // When
        String signed =
                keys.sign(Purpose.QUEUE_TOKEN, Purpose.QUEUE_TOKEN.payload().array());
        // Then
        assertThat(signed)
                .isEqualTo(
                        text + '.' + BASE64URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Test
    void givenSignaturesOfTwoKeys_whenVerified_thenCountedByKeyAndForgeriesNotAtAll() {
        // Given
        byte[] payload = Purpose.QUEUE_TOKEN.payload().array();
        var before = new SigningKeys(Map.of("2026-11", SECRET), "2026-11", new SimpleMeterRegistry());
        String old = before.sign(Purpose.QUEUE_TOKEN, payload);
        String current = keys.sign(Purpose.QUEUE_TOKEN, payload);
        // When
        keys.verify(Purpose.QUEUE_TOKEN, old);
        keys.verify(Purpose.QUEUE_TOKEN, current);
        keys.verify(Purpose.QUEUE_TOKEN, current);
        keys.verify(Purpose.QUEUE_TOKEN, old.replace("2026-11", "2026-12"));
        // Then
        assertThat(verified("2026-11")).isEqualTo(1);
        assertThat(verified("2026-12")).isEqualTo(2);
    }

    @Test
    void givenNoKeys_whenStarting_thenRefusedInProductionAndDrawnElsewhere() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SigningKeys.secrets(Map.of(), LaunchMode.NORMAL))
                .withMessageContaining("onsale.queue.token.keys.<id>")
                .withMessageContaining("onsale.queue.token.signing-key");
        assertThat(SigningKeys.secrets(Map.of(), LaunchMode.DEVELOPMENT))
                .containsOnlyKeys("dev")
                .isEqualTo(SigningKeys.secrets(Map.of(), LaunchMode.TEST));
    }

    @Test
    void givenUnusableKeys_whenStarting_thenRefusedByNameAndNotBySecret() {
        assertUnusable(Map.of("a", "too short"), "a", "onsale.queue.token.keys.a must have at least 32 bytes");
        assertUnusable(Map.of("a", ""), "a", "onsale.queue.token.keys.a must have at least 32 bytes");
        assertUnusable(Map.of("a", SECRET), "b", "onsale.queue.token.signing-key is 'b'");
        assertUnusable(Map.of("a.b", SECRET), "a.b", "a.b");
        assertUnusable(Map.of(), "dev", "onsale.queue.token.signing-key");
    }

    @Test
    void givenKeysInConfiguration_whenItIsDumped_thenNoSecretShows() {
        // Given
        SmallRyeConfig config = config(SECRET);
        // When
        QueueConfig.Token token = config.getConfigMapping(QueueConfig.class).token();
        // Then
        assertThat(token.keys().toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> config.getValue("onsale.queue.token.keys.a", String.class))
                .isInstanceOf(SecurityException.class);
        assertThat(SigningKeys.secrets(token.keys(), LaunchMode.NORMAL)).isEqualTo(Map.of("a", SECRET));
    }

    @Test
    void givenKeyIsSetToNothing_whenStarting_thenRefusedAsTooShort() {
        // Given
        SmallRyeConfig config = config("");
        // When
        Map<String, String> secrets = SigningKeys.secrets(
                config.getConfigMapping(QueueConfig.class).token().keys(), LaunchMode.NORMAL);
        // Then
        assertUnusable(secrets, "a", "onsale.queue.token.keys.a must have at least 32 bytes");
    }

    private static SmallRyeConfig config(String secret) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(QueueConfig.class)
                .withSources(new EnvConfigSource(
                        Map.of("ONSALE_QUEUE_TOKEN_KEYS_A", secret, "ONSALE_QUEUE_TOKEN_SIGNING_KEY", "a"), 300))
                .build();
    }

    private void assertUnusable(Map<String, String> secrets, String signingKey, String message) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new SigningKeys(secrets, signingKey, metrics))
                .withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("too short", SECRET));
    }

    private double verified(String key) {
        return metrics.get("onsale.queue.signatures").tag("key", key).counter().count();
    }
}
