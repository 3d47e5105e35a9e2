package io.onsale.queue.adapter.out.signing;

import static io.onsale.queue.QueueFixture.aChallenge;
import static io.onsale.queue.QueueFixture.aTicket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.queue.domain.Challenge;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HmacChallengesTest {
    private static final Map<String, String> OLD = Map.of("2026-11", "a secret of the tests, 32 bytes or more");
    private static final Map<String, String> BOTH =
            Map.of("2026-11", OLD.get("2026-11"), "2026-12", "another secret, which is long enough too");

    private final SigningKeys keys = keys(OLD, "2026-11");
    private final HmacChallenges challenges = new HmacChallenges(keys);

    @Test
    void givenChallenge_whenIssued_thenItVerifiesToTheSame() {
        // Given
        Challenge challenge = aChallenge(30);
        // When
        String text = challenges.issue(challenge);
        // Then
        assertThat(challenges.verify(text)).contains(challenge);
        assertThat(text).matches("2026-11\\.[\\w-]{76}\\.[\\w-]{43}");
    }

    @Test
    void givenChallenge_whenAnyCharacterIsChanged_thenRefused() {
        String text = challenges.issue(aChallenge(8));
        for (int i = 0; i < text.length(); i++) {
            for (char replacement : new char[] {'A', 'B', 'z', '.', ':', '=', ' ', '한'}) {
                if (text.charAt(i) != replacement) {
                    assertThat(challenges.verify(text.substring(0, i) + replacement + text.substring(i + 1)))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void givenChallenge_whenAnyByteOfItsPayloadIsChanged_thenRefused() {
        // Given user, concert, bits, expiry and nonce: a client may want another of each
        String text = challenges.issue(aChallenge(8));
        String[] parts = text.split("\\.");
        byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
        assertThat(payload).hasSize(57);
        for (int i = 0; i < payload.length; i++) {
            // When
            byte[] changed = payload.clone();
            changed[i] ^= 1;
            String forged = parts[0] + '.' + Base64.getUrlEncoder().encodeToString(changed) + '.' + parts[2];
            // Then
            assertThat(challenges.verify(forged)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void givenChallenge_whenCutOrLengthened_thenRefused() {
        String text = challenges.issue(aChallenge(8));
        for (int length = 0; length < text.length(); length++) {
            assertThat(challenges.verify(text.substring(0, length))).isEmpty();
        }
        assertThat(challenges.verify(text + "A")).isEmpty();
    }

    @Test
    void givenQueueTokenAndChallenge_whenTakenForEachOther_thenRefused() {
        // Given
        var tokens = new HmacQueueTokens(keys);
        String token = tokens.issue(aTicket());
        String challenge = challenges.issue(aChallenge(8));
        // Then
        assertThat(challenges.verify(token)).isEmpty();
        assertThatThrownBy(() -> tokens.verify(challenge)).isInstanceOf(InvalidQueueTokenException.class);
    }

    @Test
    void givenKeysHaveRotated_whenOldChallengeIsVerified_thenItStandsUntilItsKeyIsGone() {
        // Given
        Challenge challenge = aChallenge(8);
        String old = challenges.issue(challenge);
        // When
        var rotated = new HmacChallenges(keys(BOTH, "2026-12"));
        // Then
        assertThat(rotated.verify(old)).contains(challenge);
        assertThat(rotated.issue(challenge)).startsWith("2026-12.");
        assertThat(new HmacChallenges(keys(Map.of("2026-12", BOTH.get("2026-12")), "2026-12")).verify(old))
                .isEmpty();
    }

    private static SigningKeys keys(Map<String, String> secrets, String signingKey) {
        return new SigningKeys(secrets, signingKey, new SimpleMeterRegistry());
    }
}
