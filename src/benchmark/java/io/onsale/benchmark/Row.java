package io.onsale.benchmark;

import java.util.ArrayList;
import java.util.List;

/** One line of the table: a rate beside its limit, or a figure beside its bound. */
sealed interface Row {
    String what();

    /** Without a goal it is there to be known. */
    boolean isReached();

    String line();

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    static String spread(List<Double> values, String format) {
        double least = values.stream().min(Double::compare).orElseThrow();
        double most = values.stream().max(Double::compare).orElseThrow();
        return format.formatted(median(values)) + " (" + format.formatted(least) + " to " + format.formatted(most)
                + ")";
    }

    /**
     * @param goal of the ratio, reached from above
     * @param measured of each run, per second
     * @param limit of each run, right after it, per second
     */
    record Ratio(String what, String against, double goal, List<Double> measured, List<Double> limit) implements Row {
        Ratio(String what, String against, double goal) {
            this(what, against, goal, new ArrayList<>(), new ArrayList<>());
        }

        List<Double> ratios() {
            var ratios = new ArrayList<Double>();
            for (int run = 0; run < measured.size(); run++) {
                ratios.add(measured.get(run) / limit.get(run));
            }
            return ratios;
        }

        @Override
        public boolean isReached() {
            return median(ratios()) >= goal;
        }

        @Override
        public String line() {
            return "%-46s %8.0f/s   %-46s %8.0f/s   %s, goal %.2f"
                    .formatted(what, median(measured), against, median(limit), spread(ratios(), "%.2f"), goal);
        }
    }

    /**
     * @param goal not to be exceeded, or {@link Double#NaN}
     * @param measured of each run
     */
    record Figure(String what, String unit, double goal, List<Double> measured) implements Row {
        @Override
        public boolean isReached() {
            return Double.isNaN(goal) || median(measured) <= goal;
        }

        @Override
        public String line() {
            String bound = Double.isNaN(goal) ? "" : ", goal at most %.4g %s".formatted(goal, unit);
            return "%-46s %s %s%s".formatted(what, spread(measured, "%.4g"), unit, bound);
        }
    }
}
