package io.onsale.queue.domain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QueuePolicyTest {

    @Test
    void givenValuesWithinLimits_whenMade_thenAccepted() {
        assertThatCode(() -> new QueuePolicy(1, OptionalInt.of(1), 2, 1, false, 0))
                .doesNotThrowAnyException();
        assertThatCode(() -> new QueuePolicy(1_000_000, OptionalInt.empty(), 600, 86_400, true, 30))
                .doesNotThrowAnyException();
    }

    @Test
    void givenValueOutsideItsLimits_whenMade_thenRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(0, OptionalInt.empty(), 20, 300, false, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(50, OptionalInt.of(0), 20, 300, false, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(50, OptionalInt.empty(), 1, 300, false, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(50, OptionalInt.empty(), 20, 0, false, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(50, OptionalInt.empty(), 20, 300, false, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePolicy(50, OptionalInt.empty(), 20, 300, false, 31));
    }
}
