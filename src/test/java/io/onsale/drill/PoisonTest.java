package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.drill.Poison.Letter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoisonTest {
    private static final Map<String, String> SENT =
            Map.of("poison-1", "reservation.released", "poison-2", "payment.failed.dead-letter");

    @Test
    void givenLetterOfEachReader_allIsBuried() {
        assertThat(judged(
                        new Letter("poison-1", "clean-up"),
                        new Letter("poison-1", "seat-occupancy"),
                        new Letter("poison-2", "nobody")))
                .isEmpty();
    }

    @Test
    void givenReaderWithoutLetter_poisonIsNotBuried() {
        assertThat(judged(new Letter("poison-1", "clean-up"), new Letter("poison-2", "nobody")))
                .containsExactly(List.of("poison-1"));
    }

    @Test
    void givenTwoLettersOfOneReader_poisonIsNotBuriedOnce() {
        assertThat(judged(
                        new Letter("poison-1", "clean-up"),
                        new Letter("poison-1", "seat-occupancy"),
                        new Letter("poison-2", "nobody"),
                        new Letter("poison-2", "nobody")))
                .containsExactly(List.of("poison-2"));
    }

    private static List<List<String>> judged(Letter... letters) {
        List<Violation> violations = Poison.judge(SENT, List.of(letters));
        assertThat(violations)
                .extracting(Violation::rule)
                .containsOnly(violations.isEmpty() ? new String[0] : new String[] {"POISON_IS_BURIED"});
        return violations.stream().map(Violation::ids).toList();
    }
}
