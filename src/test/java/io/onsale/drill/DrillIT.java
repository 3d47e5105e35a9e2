package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A drill with every fault once, in random order. What buyers see and what is stored must be right. The settings are in
 * docs/drills.md.
 */
class DrillIT {
    private static final long SEED = Long.getLong("onsale.drill.seed", 1);
    private static final int RUNS = Integer.getInteger("onsale.drill.runs", 1);
    private static final int EACH = Integer.getInteger("onsale.drill.each", Integer.MAX_VALUE);
    private static final Duration AT_LEAST = Duration.ofMinutes(Integer.getInteger("onsale.drill.minutes", 0));
    private static final List<Fault> FAULTS = Stream.of(
                    System.getProperty("onsale.drill.faults", "").split(","))
            .flatMap(name -> name.isEmpty() ? Arrays.stream(Fault.values()) : Stream.of(Fault.valueOf(name)))
            .filter(fault -> fault != Fault.ROLLING_RESTART && fault.isPossible())
            .toList();

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster("drill", null, Map.of());
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void drill() throws Exception {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            List<Violation> violations = Drill.run(cluster, seed, faults(seed), AT_LEAST);
            assertThat(violations).as("seed %d", seed).isEmpty();
        }
    }

    /** Each fault once, or as many as asked for, again and again while there is time. */
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
        List<Violation> violations = Drill.runWithoutErrors(cluster, SEED, List.of(Fault.ROLLING_RESTART));
        assertThat(violations).isEmpty();
    }
}
