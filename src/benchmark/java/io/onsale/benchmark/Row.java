package io.onsale.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of the table: a rate beside its limit, or a figure beside its bound. */
sealed interface Row {
    String what();

    /** {@link Double#NaN} if the row has no goal. */
    double goal();

    boolean isReached();

    /** The measurement in words. */
    String result();

    /** The share of the limit, or of the bound. */
    double share();

    double shareToReach();

    Map<String, Object> values();

    default String line() {
        return "%-46s %s".formatted(what(), result());
    }

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
            return Double.isNaN(goal) || median(ratios()) >= goal;
        }

        @Override
        public double share() {
            return median(ratios());
        }

        @Override
        public double shareToReach() {
            return goal;
        }

        @Override
        public Map<String, Object> values() {
            var values = new LinkedHashMap<String, Object>();
            values.put("what", what);
            values.put("against", against);
            values.put("measuredPerSecond", measured);
            values.put("limitPerSecond", limit);
            values.put("ratios", ratios());
            values.put("goal", goal);
            values.put("reached", isReached());
            return values;
        }

        @Override
        public String result() {
            String bound = Double.isNaN(goal) ? "" : ", goal %.2f".formatted(goal);
            return "%8.0f/s; %s %8.0f/s; %s%s"
                    .formatted(median(measured), against, median(limit), spread(ratios(), "%.2f"), bound);
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
        public double share() {
            return median(measured) / goal;
        }

        @Override
        public double shareToReach() {
            return 1;
        }

        @Override
        public Map<String, Object> values() {
            var values = new LinkedHashMap<String, Object>();
            values.put("what", what);
            values.put("unit", unit);
            values.put("measured", measured);
            if (!Double.isNaN(goal)) {
                values.put("goalAtMost", goal);
                values.put("reached", isReached());
            }
            return values;
        }

        @Override
        public String result() {
            String bound = Double.isNaN(goal) ? "" : ", goal at most %.4g %s".formatted(goal, unit);
            return "%s %s%s".formatted(spread(measured, "%.4g"), unit, bound);
        }
    }
}
