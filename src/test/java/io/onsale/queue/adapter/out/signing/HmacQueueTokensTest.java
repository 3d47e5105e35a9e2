package io.onsale.queue.adapter.out.signing;

import static io.onsale.queue.QueueFixture.aTicket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueTicket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacQueueTokensTest {
    private static final String SECRET = "a secret of the tests, 32 bytes or more";
    private static final String OTHER_SECRET = "another secret, which is long enough too";

    private final HmacQueueTokens tokens = tokens(Map.of("2026-11", SECRET), "2026-11");

    @Test
    void givenTicket_whenIssuedTwice_thenSameTokenThatVerifiesToTheTicket() {
        // Given
        QueueTicket ticket = aTicket();
        // When
        String token = tokens.issue(ticket);
        // Then
        assertThat(tokens.issue(ticket)).isEqualTo(token);
        assertThat(tokens.verify(token)).isEqualTo(ticket);
        assertThat(token).startsWith("2026-11.").hasSizeLessThan(128);
    }

    @Test
    void givenToken_whenAnyCharacterIsChanged_thenInvalid() {
        String token = tokens.issue(aTicket());
        for (int i = 0; i < token.length(); i++) {
            for (char replacement : new char[] {'A', 'B', 'z', '.', '=', ' ', 'é', '한'}) {
                if (token.charAt(i) != replacement) {
                    assertInvalid(tokens, token.substring(0, i) + replacement + token.substring(i + 1));
                }
            }
        }
    }

    @Test
    void givenToken_whenLastCharacterSpellsTheSameBytes_thenInvalid() {
        // Given 43 characters carry 258 bits, of which the last two say nothing
        String token = tokens.issue(aTicket());
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        // When
        String sameBytes = token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);
        // Then
        assertInvalid(tokens, sameBytes);
    }

    @Test
    void givenToken_whenCutOrLengthened_thenInvalid() {
        String token = tokens.issue(aTicket());
        for (int length = 0; length < token.length(); length++) {
            assertInvalid(tokens, token.substring(0, length));
        }
        assertInvalid(tokens, token + "A");
        assertInvalid(tokens, token + "=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "2026-11..",
                "garbage",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
                "2026-11.\u0000.\uffff"
            })
    void givenGarbage_whenVerified_thenInvalid(String garbage) {
        assertInvalid(tokens, garbage);
    }

    @Test
    void givenTokenOfAnotherSecret_whenVerified_thenInvalid() {
        // Given the same id, but not the same secret
        var forger = tokens(Map.of("2026-11", OTHER_SECRET), "2026-11");
        // When
        String forged = forger.issue(aTicket());
        // Then
        assertInvalid(tokens, forged);
    }

    @Test
    void givenKeysHaveRotated_whenOldTokenIsVerified_thenItStands() {
        // Given
        QueueTicket ticket = aTicket();
        String old = tokens.issue(ticket);
        var rotated = tokens(Map.of("2026-11", SECRET, "2026-12", OTHER_SECRET), "2026-12");
        // When
        QueueTicket verified = rotated.verify(old);
        // Then
        assertThat(verified).isEqualTo(ticket);
        assertThat(rotated.issue(ticket)).startsWith("2026-12.");
        assertInvalid(tokens, rotated.issue(ticket));
    }

    @Test
    void givenTokenOfOneKey_whenItsIdIsSwapped_thenInvalid() {
        // Given
        var both = tokens(Map.of("2026-11", SECRET, "2026-12", OTHER_SECRET), "2026-12");
        String token = both.issue(aTicket());
        // When
        String swapped = token.replace("2026-12.", "2026-11.");
        // Then
        assertInvalid(both, swapped);
    }

    private static HmacQueueTokens tokens(Map<String, String> secrets, String signingKey) {
        return new HmacQueueTokens(new SigningKeys(secrets, signingKey, new SimpleMeterRegistry()));
    }

    private static void assertInvalid(HmacQueueTokens tokens, String token) {
        assertThatThrownBy(() -> tokens.verify(token)).as(token).isInstanceOf(InvalidQueueTokenException.class);
    }
}
