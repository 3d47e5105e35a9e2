package io.onsale.benchmark;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The processor time that the service and each of its servers use. */
final class ProcessorTime {
    enum Part {
        SERVICE("service", "quarkus-run\\.jar|-runner"),
        MYSQL("MySQL", "/mariadbd "),
        REDIS("Redis", "/redis-"),
        KAFKA("Kafka", " broker \\d");

        final String label;
        private final Pattern commandLine;

        Part(String label, String commandLine) {
            this.label = label;
            this.commandLine = Pattern.compile(commandLine);
        }

        private boolean is(ProcessHandle process) {
            return process.info()
                    .commandLine()
                    .filter(line -> commandLine.matcher(line).find())
                    .isPresent();
        }
    }

    private static final Duration QUIET = Duration.ofSeconds(5);

    /** The use in one second without requests, in seconds. */
    private final Map<Part, Double> idle;

    private final Map<Part, Double> begin;
    private final long beginNanos = System.nanoTime();

    private ProcessorTime(Map<Part, Double> idle) {
        this.idle = idle;
        this.begin = used();
    }

    /** Measures the use without any load. */
    static Map<Part, Double> idle() throws InterruptedException {
        var watch = new ProcessorTime(Map.of());
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        return watch.perRequest(QUIET.toSeconds());
    }

    static ProcessorTime from(Map<Part, Double> idle) {
        return new ProcessorTime(idle);
    }

    /** Seconds per request since {@link #from}, beyond the use without any request. */
    Map<Part, Double> perRequest(double requests) {
        double elapsed = (System.nanoTime() - beginNanos) / 1e9;
        var perRequest = new EnumMap<Part, Double>(Part.class);
        used().forEach((part, seconds) -> {
            double more = seconds - begin.getOrDefault(part, 0.0) - elapsed * idle.getOrDefault(part, 0.0);
            perRequest.put(part, Math.max(0, more) / requests);
        });
        return perRequest;
    }

    private static Map<Part, Double> used() {
        var used = new EnumMap<Part, Double>(Part.class);
        ProcessHandle.current().descendants().forEach(process -> {
            for (Part part : Part.values()) {
                if (part.is(process)) {
                    used.merge(
                            part,
                            process.info()
                                            .totalCpuDuration()
                                            .orElse(Duration.ZERO)
                                            .toNanos()
                                    / 1e9,
                            Double::sum);
                }
            }
        });
        return used;
    }
}
