package io.onsale.benchmark;

import io.onsale.benchmark.Series.Point;
import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The chart of a series: x is logarithmic, y begins at zero, and a faint bar at each point goes from the least run to the most. */
final class Chart {
    private static final int LEFT = 70;
    private static final int RIGHT = 440;
    private static final int TOP = 50;
    private static final int BOTTOM = 220;

    private final Series series;
    private final double zero;
    private final double least;
    private final double most;
    private final double step;
    private final int steps;

    private Chart(Series series) {
        this.series = series;
        // Zero has no logarithm: it stands a decade below the next value.
        zero = series.points().stream()
                        .mapToLong(Point::x)
                        .filter(x -> x > 0)
                        .min()
                        .orElse(10)
                / 10.0;
        least = series.points().stream().mapToDouble(this::decades).min().orElseThrow();
        most = series.points().stream().mapToDouble(this::decades).max().orElseThrow();
        double highest = series.points().stream()
                .mapToDouble(point -> Collections.max(point.measured()))
                .max()
                .orElseThrow();
        step = roundedUp(highest / 5);
        steps = (int) Math.ceil(highest / step);
    }

    /** An SVG image, for a page or a file of its own. */
    static String of(Series series) {
        return new Chart(series).svg();
    }

    private String svg() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="480" height="270" font-family="system-ui, sans-serif" font-size="12">
                <rect width="480" height="270" fill="#fff"/>
                <text x="16" y="20" font-weight="bold">%s</text>
                <text x="16" y="38" fill="#666">%s</text>
                <text x="%d" y="262" fill="#666" text-anchor="middle">%s</text>
                %s
                %s
                <polyline points="%s" fill="none" stroke="#2a7" stroke-width="2"/>
                </svg>
                """.formatted(
                series.what(),
                series.yName(),
                (LEFT + RIGHT) / 2,
                series.xName(),
                IntStream.rangeClosed(0, steps).mapToObj(i -> grid(i * step)).collect(Collectors.joining("\n")),
                points(this::mark, "\n"),
                points(point -> x(point) + "," + y(point.y()), " "));
    }

    private String points(Function<Point, String> drawing, String separator) {
        return series.points().stream().map(drawing).collect(Collectors.joining(separator));
    }

    private String grid(double value) {
        return """
                <path d="M%d %dH%d" stroke="#ddd"/><text x="%d" y="%d" text-anchor="end">%s</text>""".formatted(
                        LEFT,
                        y(value),
                        RIGHT,
                        LEFT - 8,
                        y(value) + 4,
                        step < 1 ? "%.2f".formatted(value) : "%,.0f".formatted(value));
    }

    private String mark(Point point) {
        return """
                <path d="M%1$d %2$dV%3$d" stroke="#2a7" stroke-width="7" stroke-opacity=".3"/><circle cx="%1$d" cy="%4$d" r="3.5" fill="#2a7"/>\
                <text x="%1$d" y="240" text-anchor="middle">%5$,d</text>""".formatted(
                        x(point),
                        y(Collections.min(point.measured())),
                        y(Collections.max(point.measured())),
                        y(point.y()),
                        point.x());
    }

    private long x(Point point) {
        return most > least
                ? Math.round(LEFT + (RIGHT - LEFT) * (decades(point) - least) / (most - least))
                : (LEFT + RIGHT) / 2;
    }

    private double decades(Point point) {
        return Math.log10(point.x() > 0 ? point.x() : zero);
    }

    private long y(double value) {
        return Math.round(BOTTOM - (BOTTOM - TOP) * value / (steps * step));
    }

    /** Rounds up to 1, 2 or 5 times a power of ten. */
    private static double roundedUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double leading = value / power;
        return power * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
    }
}
