package io.onsale.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A series: how one quantity grows with another, as a line of points, each measured in several runs. */
record Series(String what, String xName, String yName, List<Point> points) {
    record Point(long x, List<Double> measured) {
        double y() {
            return Row.median(measured);
        }

        private Map<String, Object> values() {
            var values = new LinkedHashMap<String, Object>();
            values.put("x", x);
            values.put("y", y());
            values.put("measured", measured);
            return values;
        }
    }

    Series(String what, String xName, String yName) {
        this(what, xName, yName, new ArrayList<>());
    }

    /** Adds one more run. */
    void add(long x, double y) {
        points.stream()
                .filter(point -> point.x == x)
                .findFirst()
                .orElseGet(() -> begin(x))
                .measured
                .add(y);
    }

    private Point begin(long x) {
        var point = new Point(x, new ArrayList<>());
        points.add(point);
        return point;
    }

    String lines() {
        return points.stream()
                .map(point -> "%n  %,10d %s: %s %s"
                        .formatted(point.x, xName, Row.spread(point.measured, format(point.y())), yName))
                .collect(Collectors.joining("", what, ""));
    }

    /** The format of a value of this size. */
    private static String format(double value) {
        return value >= 100 ? "%,.0f" : "%.2f";
    }

    Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        values.put("what", what);
        values.put("xName", xName);
        values.put("yName", yName);
        values.put("points", points.stream().map(Point::values).toList());
        return values;
    }

    String fileName() {
        return what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
    }
}
