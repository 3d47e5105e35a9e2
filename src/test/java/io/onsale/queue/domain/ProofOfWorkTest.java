package io.onsale.queue.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.queue.QueueFixture;
import io.onsale.queue.domain.QueueRefusals.InvalidProofOfWorkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofOfWorkTest {

    /** The digests come from {@code printf onsale:<counter> | sha256sum}. */
    @ParameterizedTest
    @CsvSource({
        "1, e77929ae…, 0",
        "0, 441e76fd…, 1",
        "2, 2d3765bf…, 2",
        "10, 13a3ace8…, 3",
        "51, 0b0a8216…, 4",
        "81, 06c59a66…, 5",
        "909, 01936a0d…, 7",
        "860, 00982d32…, 8",
        "64, 007a97d1…, 9",
        "8107, 00196ab7…, 11",
        "5893, 000db8f1…, 12",
        "32602, 0001a49e…, 15",
        "72679, 0000afaa…, 16"
    })
    void givenDigest_whenItsZeroBitsAreCounted_thenSoManyAndNotOneMore(String counter, String digest, int bits) {
        // Given
        var proof = new ProofOfWork("onsale", counter);
        // Then
        assertThat(proof.isWorth(0)).isTrue();
        assertThat(proof.isWorth(bits)).as("%s has %d", digest, bits).isTrue();
        assertThat(proof.isWorth(bits + 1)).as("%s has %d", digest, bits).isFalse();
    }

    @Test
    void givenChallengeWithColons_whenParsed_thenTheCounterIsBehindTheLast() {
        assertThat(ProofOfWork.parse("key:1.payload.signature:42"))
                .isEqualTo(new ProofOfWork("key:1.payload.signature", "42"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                ":",
                "a:",
                "a:-1",
                "a:+1",
                "a:1 ",
                "a: 1",
                "a:0x1",
                "a:1.0",
                "a:٣",
                "a:1234567890123456789"
            })
    void givenNoCounter_whenParsed_thenInvalid(String text) {
        assertThatThrownBy(() -> ProofOfWork.parse(text)).isInstanceOf(InvalidProofOfWorkException.class);
    }

    @Test
    void givenSolution_whenWorkedOn_thenItIsWorthItsBits() {
        assertThat(ProofOfWork.parse(QueueFixture.solve("any", 12)).isWorth(12)).isTrue();
    }
}
