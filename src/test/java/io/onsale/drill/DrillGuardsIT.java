package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of the drill itself: with a guard removed it must fail. Run by {@code -Dit.test=DrillGuardsIT
 * -Donsale.drill.guards=removed}.
 */
@EnabledIfSystemProperty(named = "onsale.drill.guards", matches = "removed")
class DrillGuardsIT {
    static Stream<Arguments> guards() {
        return Stream.of(
                arguments(
                        Mutant.CONDITIONAL_UPDATE_WITHOUT_ITS_CONDITION, List.of(Fault.REDIS_EMPTIED), "NO_SEAT_TWICE"),
                arguments(Mutant.LOCK_RELEASED_BEFORE_COMMIT, List.of(), "LOSERS_ARE_KEPT_AWAY"),
                arguments(Mutant.DEDUPLICATION_OFF, List.of(Fault.EVENTS_REPLAYED), "SALES_ARE_REPORTED_ONCE"),
                arguments(Mutant.COMPENSATION_UNGUARDED, List.of(), "NO_DEAD_LETTERS"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void givenGuardRemoved_drillFails(Mutant mutant, List<Fault> faults, String rule) throws Exception {
        assumeTrue(Mutant.isPossible());
        try (var cluster = new Cluster(mutant.name().toLowerCase(), mutant.build(), Map.of())) {
            List<Violation> violations = Drill.run(cluster, 1, faults, Duration.ofSeconds(20));
            assertThat(violations).extracting(Violation::rule).contains(rule);
        }
    }

    @Test
    void givenAllGuards_drillPasses() throws Exception {
        try (var cluster = new Cluster("guarded", null, Map.of())) {
            assertThat(Drill.run(cluster, 1, List.of(), Duration.ofSeconds(20))).isEmpty();
        }
    }

    @Test
    void givenNoGracefulShutdown_rollingRestartIsNoticed() throws Exception {
        var abrupt = Map.of("quarkus.shutdown.delay", "0s", "quarkus.shutdown.timeout", "0s");
        try (var cluster = new Cluster("abrupt", null, abrupt)) {
            List<Violation> violations = Drill.runWithoutErrors(cluster, 1, List.of(Fault.ROLLING_RESTART));
            assertThat(violations).extracting(Violation::rule).contains("NOBODY_SEES_AN_ERROR");
        }
    }
}
