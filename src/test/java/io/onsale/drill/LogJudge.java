package io.onsale.drill;

import io.onsale.cluster.Instance;
import io.onsale.drill.History.Outage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The judge of the logs: it decides whether the instances tell an operator of each outage that it began and that it is
 * over.
 */
final class LogJudge {
    /**
     * @param begin the line of the begin; its groups tell what it is about, where an instance may tell of several at
     *     once
     * @param byOne whether one instance tells it for all: the one that does the work that fails
     */
    record Told(Pattern begin, Pattern end, boolean byOne) {
        private static String about(Pattern pattern, String line) {
            Matcher matcher = pattern.matcher(line);
            return !matcher.find() ? null : matcher.groupCount() == 0 ? "" : matcher.group(1);
        }
    }

    static final Told REDIS =
            new Told(Pattern.compile("Redis does not answer"), Pattern.compile("Redis answers again"), false);
    static final Told DATABASE = new Told(
            Pattern.compile("Look at the database fails"), Pattern.compile("Look at the database works again"), false);
    /**
     * During the two seconds of a restart, the look may have waited for a connection that came in time; then the jobs
     * that needed one have told of the outage.
     */
    private static final Told DATABASE_BY_OTHERS = new Told(
            Pattern.compile("(Relay of events|Expiry of holds) fails"),
            Pattern.compile("(Relay of events|Expiry of holds) works again"),
            false);

    static final Told KAFKA = new Told(
            Pattern.compile("The topic (\\S+) does not take its events"),
            Pattern.compile("The topic (\\S+) takes its events again"),
            true);

    /**
     * The warning of an instance that was stopped for this long: each thread that was at work then seems to have been
     * so all the while.
     */
    private static final Pattern OF_A_PAUSE =
            Pattern.compile("BlockedThreadChecker.* has been blocked for 1[5-9]\\d{3} ms");

    /** The number of lines of each log at the moment of a fault. */
    record Mark(Fault fault, Map<Path, Integer> lines) {}

    private final History history;
    private final List<Mark> marks = new ArrayList<>();

    LogJudge(History history) {
        this.history = history;
    }

    /** Marks the moment before a fault of which the running instances are to tell. */
    void mark(Fault fault, Cluster cluster) {
        var lines = new HashMap<Path, Integer>();
        cluster.instances()
                .forEach(instance ->
                        lines.put(instance.log(), read(instance.log()).size()));
        synchronized (marks) {
            marks.add(new Mark(fault, lines));
        }
    }

    List<Violation> judge(Cluster cluster) {
        var logs = new HashMap<Path, List<String>>();
        var stopped = cluster.all().stream()
                .filter(instance -> history.outages().stream()
                        .filter(outage -> outage.fault() == Fault.INSTANCE_PAUSED)
                        .anyMatch(outage -> outage.about().endsWith(instance.url())))
                .map(Instance::log)
                .toList();
        cluster.all().stream().map(Instance::log).forEach(log -> logs.put(log, read(log)));
        var running = cluster.instances().stream().map(Instance::log).toList();
        var violations = new ArrayList<Violation>();
        logs.forEach((log, lines) -> violations.addAll(
                judge(log.getFileName().toString(), lines, running.contains(log), stopped.contains(log))));
        violations.addAll(outages(history.outages(), marks, logs));
        return violations;
    }

    private static List<String> read(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param running whether the instance still runs, so that no outage may be open in the end
     * @param stopped whether the instance was stopped for 15 s and then continued
     */
    static List<Violation> judge(String log, List<String> lines, boolean running, boolean stopped) {
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < lines.size(); i++) {
            String before = i == 0 ? "" : lines.get(i - 1);
            if (lines.get(i).startsWith("\tat ")
                    && !before.startsWith("\tat ")
                    && !(stopped && OF_A_PAUSE.matcher(before).find())) {
                violations.add(Violation.of("NO_STACK_TRACE", log + ":" + (i + 1) + ": " + before, log));
            }
        }
        for (Told told : List.of(REDIS, DATABASE, KAFKA)) {
            var open = new HashMap<String, String>();
            for (String line : lines) {
                String begun = Told.about(told.begin, line);
                String ended = Told.about(told.end, line);
                if (begun != null && open.put(begun, line) != null || ended != null && open.remove(ended) == null) {
                    violations.add(Violation.of("OUTAGES_ARE_LOGGED", log + ": twice in a row: " + line, log));
                }
            }
            // Another instance may be the relay by now.
            if (running && !told.byOne) {
                open.values()
                        .forEach(line -> violations.add(
                                Violation.of("OUTAGES_ARE_LOGGED", log + ": never ended: " + line, log)));
            }
        }
        return violations;
    }

    /**
     * Checks that each outage has its two lines in each log that was begun before it. Where another fault may move the
     * relay meanwhile, no instance may have been the relay for long enough to tell.
     *
     * @param marks in the order in which they were set
     */
    static List<Violation> outages(List<Outage> outages, List<Mark> marks, Map<Path, List<String>> logs) {
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            Told told = mark.fault.told().orElse(null);
            if (told == null || told.byOne && isBeside(mark.fault, outages)) {
                continue;
            }
            Mark next = marks.subList(i + 1, marks.size()).stream()
                    .filter(later -> later.fault.told().filter(told::equals).isPresent())
                    .findFirst()
                    .orElse(null);
            var silent = new ArrayList<String>();
            mark.lines.forEach((log, from) -> {
                List<String> lines = logs.get(log);
                int to = next == null ? lines.size() : next.lines.getOrDefault(log, lines.size());
                List<String> since = lines.subList(from, to);
                if (!isTold(told, since) && !(told == DATABASE && isTold(DATABASE_BY_OTHERS, since))) {
                    silent.add(log.getFileName().toString());
                }
            });
            if (told.byOne ? silent.size() == mark.lines.size() : !silent.isEmpty()) {
                violations.add(Violation.of(
                        "OUTAGES_ARE_LOGGED", "%s: no two lines of it in %s".formatted(mark.fault, silent)));
            }
        }
        return violations;
    }

    private static boolean isTold(Told told, List<String> lines) {
        var begun = new HashSet<String>();
        for (String line : lines) {
            begun.add(Told.about(told.begin, line));
            String ended = Told.about(told.end, line);
            if (ended != null && begun.contains(ended)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBeside(Fault fault, List<Outage> outages) {
        return outages.stream().filter(outage -> outage.fault() == fault).anyMatch(outage -> outages.stream()
                .filter(other -> other.fault().mayMoveTheRelay())
                .anyMatch(other -> other.overlaps(outage.begin(), outage.end(), 0)));
    }
}
