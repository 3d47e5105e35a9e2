package io.onsale.queue.domain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QueuePolicyTest {
    private static final HoldLimits LIMITS = new HoldLimits(60, 3, 10);

    @Test
    void givenValuesWithinLimits_whenMade_thenAccepted() {
        assertThatCode(() -> policy(1, OptionalInt.of(1), 2, 1, false, 0)).doesNotThrowAnyException();
        assertThatCode(() -> policy(1_000_000, OptionalInt.empty(), 600, 86_400, true, 30))
                .doesNotThrowAnyException();
    }

    @Test
    void givenValueOutsideItsLimits_whenMade_thenRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> policy(0, OptionalInt.empty(), 20, 300, false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(50, OptionalInt.of(0), 20, 300, false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(50, OptionalInt.empty(), 1, 300, false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(50, OptionalInt.empty(), 20, 0, false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(50, OptionalInt.empty(), 20, 300, false, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(50, OptionalInt.empty(), 20, 300, false, 31));
    }

    @Test
    void givenHoldLimitsWithinTheirOwn_whenMade_thenAccepted() {
        assertThatCode(() -> new HoldLimits(1, 0, 0)).doesNotThrowAnyException();
        assertThatCode(() -> new HoldLimits(86_400, 1000, 600)).doesNotThrowAnyException();
    }

    @Test
    void givenHoldLimitOutsideItsOwn_whenMade_thenRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(0, 3, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(86_401, 3, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(60, -1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(60, 1001, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(60, 3, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldLimits(60, 3, 601));
    }

    private static QueuePolicy policy(
            int maxActive, OptionalInt admitPerSecond, int claim, int active, boolean paused, int bits) {
        return new QueuePolicy(maxActive, admitPerSecond, claim, active, paused, bits, LIMITS, Optional.empty());
    }
}
