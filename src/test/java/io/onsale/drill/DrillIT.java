package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault once, in an order of chance, and what buyers see and what is stored is right. Run when a seed is given: {@code ./mvnw verify
 * -Dit.test=DrillIT#drill -Donsale.drill.seed=42}. The other settings are in docs/drills.md.
 */
class DrillIT {
    private static final int RUNS = Integer.getInteger("onsale.drill.runs", 1);
    private static final int EACH = Integer.getInteger("onsale.drill.each", Integer.MAX_VALUE);
    private static final Duration AT_LEAST = Duration.ofMinutes(Integer.getInteger("onsale.drill.minutes", 0));
    private static final List<Fault> FAULTS = Stream.of(
                    System.getProperty("onsale.drill.faults", "").split(","))
            .flatMap(name -> name.isEmpty() ? Arrays.stream(Fault.values()) : Stream.of(Fault.valueOf(name)))
            .filter(fault -> fault != Fault.ROLLING_RESTART && fault.isPossible())
            .toList();

    @Test
    void drill() throws Exception {
        long first = Long.getLong("onsale.drill.seed");
        try (var cluster = new Cluster("drill", null)) {
            for (long seed = first; seed < first + RUNS; seed++) {
                List<Violation> violations = Drill.run(cluster, seed, faults(seed), AT_LEAST);
                assertThat(violations).as("seed %d", seed).isEmpty();
            }
        }
    }

    /** Each of them once, or as many as asked for, and on and on while there is time. */
    private static List<Fault> faults(long seed) {
        var random = new Random(seed);
        var faults = new ArrayList<Fault>();
        do {
            List<Fault> round = new ArrayList<>(FAULTS);
            Collections.shuffle(round, random);
            faults.addAll(round.subList(0, Math.min(EACH, round.size())));
        } while (faults.size() * 15L < AT_LEAST.toSeconds());
        return faults;
    }

    @Test
    void givenRollingRestart_nobodySeesAnError() throws Exception {
        try (var cluster = new Cluster("rolling", null)) {
            List<Violation> violations = Drill.runWithoutErrors(cluster, 1, List.of(Fault.ROLLING_RESTART));
            assertThat(violations).isEmpty();
        }
    }

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
        try (var cluster = new Cluster(mutant.name().toLowerCase(), mutant.build())) {
            List<Violation> violations = Drill.run(cluster, 1, faults, Duration.ofSeconds(20));
            assertThat(violations).extracting(Violation::rule).contains(rule);
        }
    }
}
