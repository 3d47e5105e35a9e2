package io.onsale.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Tests of the check while brokers do not answer. All other cases are in InvariantsTest. */
class EventsInFlightTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Brokers.Lag LAG = new Brokers.Lag("clean-up", "payment.success", 3, 100, 17);

    private final Queue<Boolean> reachable = new ArrayDeque<>();
    private final Queue<Optional<List<Brokers.Lag>>> lags = new ArrayDeque<>();

    @Test
    void givenNoBrokers_eventsMayWait() {
        // Given
        reachable.add(false);
        lags.add(Optional.empty());
        // When
        List<InvariantCheck> checks = check();
        // Then
        assertThat(checks).hasSize(2).allMatch(InvariantCheck::holds);
    }

    @Test
    void givenBrokersThatGoAway_eventsMayWait() {
        // Given
        reachable.addAll(List.of(true, false));
        lags.addAll(List.of(Optional.of(List.of(LAG)), Optional.empty()));
        // When
        List<InvariantCheck> checks = check();
        // Then
        assertThat(checks).hasSize(2).allMatch(InvariantCheck::holds);
        assertThat(reachable).isEmpty();
    }

    @Test
    void givenOffsetsThatMove_consumersMayBeBehind() {
        // Given
        reachable.add(false);
        var moved = new Brokers.Lag("clean-up", "payment.success", 3, 101, 400);
        lags.addAll(List.of(Optional.of(List.of(LAG)), Optional.of(List.of(LAG)), Optional.of(List.of(moved))));
        // When
        List<InvariantCheck> checks = check();
        // Then
        assertThat(checks).allMatch(InvariantCheck::holds);
        assertThat(lags).isEmpty();
    }

    /** Runs the check with an event that has been in the outbox for a minute, and stays. */
    private List<InvariantCheck> check() {
        var outbox = new Outbox() {
            @Override
            public Optional<Waiting> first() {
                return Optional.of(new Waiting(1, "payment.success", NOW.minusSeconds(60)));
            }

            @Override
            public boolean has(Waiting event) {
                return true;
            }
        };
        var brokers = new Brokers() {
            @Override
            public boolean areReachable() {
                return reachable.remove();
            }

            @Override
            public Optional<List<Lag>> lags() {
                return lags.remove();
            }
        };
        return new EventsInFlight(outbox, brokers, Clock.fixed(NOW, ZoneOffset.UTC)).checkAll();
    }
}
