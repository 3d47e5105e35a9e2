package io.onsale.drill;

import static io.onsale.drill.Caller.body;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.booking.BookingApi.Show;
import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import io.onsale.drill.History.Outage;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * A drill: it sells through a {@link Cluster} to a random crowd while parts of it die, and then compares what the crowd
 * was told with what is there. The seed decides which parts are hurt in which order; the machine decides what they
 * coincide with.
 */
final class Drill {
    private static final Logger LOG = Logger.getLogger(Drill.class);
    private static final int BUYERS = 60;
    private static final int SHOWS = 2;
    private static final int SEATS = 400;
    private static final int SALES_BEFORE_FAULTS = 20;
    private static final int SALES_AFTER_FAULTS = 10;
    private static final Duration SELLS_WITHIN = Duration.ofSeconds(60);
    private static final Duration SHOW_LASTS = Duration.ofSeconds(20);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    /** A free slot is filled within 2 s, and the drill looks every half second. */
    private static final long JAM_MILLIS = 3000;

    /** The invariants about lateness, which may fail while a part of the cluster is down, and for a while after. */
    private static final Set<String> LATE_WHILE_HURT =
            Set.of("EVENTS_LEAVE_THE_OUTBOX", "EVENTS_ARE_PROCESSED", "EXPIRED_HOLD_IS_RELEASED");

    private static final long RECOVERED_MILLIS = 15_000;

    /** By then each topic has had both kinds of poison. */
    private static final Duration POISONED_AT_LEAST = Duration.ofSeconds(20);

    private static final int VIOLATIONS_SHOWN = 2;

    private final long seed;
    private final Cluster cluster;
    private final boolean losesConnections;
    private final History history = new History();
    private final Random random;
    private final Caller admin;
    private final LogJudge logs;
    private final AtomicReferenceArray<Show> shows = new AtomicReferenceArray<>(SHOWS);
    private final List<Violation> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger hurt = new AtomicInteger();
    private volatile boolean over;

    private Drill(Cluster cluster, long seed, boolean losesConnections) {
        this.cluster = cluster;
        this.losesConnections = losesConnections;
        this.seed = seed;
        this.random = new Random(seed);
        this.admin = new Caller(cluster, history, new Random(random.nextLong()));
        this.logs = new LogJudge(history);
    }

    /**
     * Runs a drill, prints the report, and returns the violations.
     *
     * @param faults the faults, inflicted one after the other once some seats are sold; the drill lasts as long as that
     *     takes, and at least {@code atLeast}
     */
    static List<Violation> run(Cluster cluster, long seed, List<Fault> faults, Duration atLeast) throws Exception {
        return new Drill(cluster, seed, true).run(faults, atLeast);
    }

    /**
     * As {@link #run}, with buyers who lose no connection of their own: then no request may end in an error from the
     * first fault on.
     */
    static List<Violation> runWithoutErrors(Cluster cluster, long seed, List<Fault> faults) throws Exception {
        var drill = new Drill(cluster, seed, false);
        List<Violation> violations = drill.run(faults, Duration.ZERO);
        drill.history.entries().stream()
                .filter(entry -> entry.isUnknown() && entry.begin() > begin(drill.history))
                .forEach(entry -> violations.add(Violation.of("NOBODY_SEES_AN_ERROR", entry.toString())));
        return violations;
    }

    private static long begin(History history) {
        return history.outages().stream().mapToLong(Outage::begin).min().orElse(0);
    }

    private List<Violation> run(List<Fault> faults, Duration atLeast) throws Exception {
        LOG.infof("Drill with seed %d: %s", seed, faults.isEmpty() ? "no faults" : faults);
        for (int i = 0; i < SHOWS; i++) {
            shows.set(i, announce());
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < BUYERS; i++) {
                var own = new Random(random.nextLong());
                running.add(threads.submit(new DrillBuyer(
                        cluster, history, own, losesConnections, () -> shows.get(own.nextInt(SHOWS)), () -> over)));
            }
            running.add(threads.submit(this::promote));
            running.add(threads.submit(this::watchQueues));
            running.add(threads.submit(this::watchInvariants));
            awaitSales(0, SALES_BEFORE_FAULTS);
            long end = history.now() + atLeast.toMillis();
            if (faults.contains(Fault.POISON)) {
                running.add(threads.submit(this::poison));
                end = Math.max(end, history.now() + POISONED_AT_LEAST.toMillis());
            }
            inflict(faults.stream().filter(fault -> fault != Fault.POISON).toList(), end);
            awaitSales(history.now(), SALES_AFTER_FAULTS);
            over = true;
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
        settle();
        List<Violation> violations = new ArrayList<>(seen);
        violations.addAll(HistoryJudge.judge(history));
        violations.addAll(StateJudge.judge(cluster, history));
        violations.addAll(logs.judge(cluster));
        if (faults.isEmpty()) {
            guardWasNotNeeded(violations);
        }
        report(violations);
        return violations;
    }

    /** Waits for this many sales to buyers who asked after a moment. New instances take a while to warm up. */
    private void awaitSales(long after, int sales) throws InterruptedException {
        long end = history.now() + SELLS_WITHIN.toMillis();
        while (sold(after) < sales) {
            if (history.now() > end) {
                seen.add(Violation.of("IT_SELLS", "not %d sales within %s".formatted(sales, SELLS_WITHIN)));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long sold(long after) {
        return history.entries(Op.PAY).stream()
                .filter(pay -> pay.succeeded() && pay.begin() > after)
                .count();
    }

    private void inflict(List<Fault> faults, long end) throws Exception {
        var ofKafka = new Random(random.nextLong());
        // This needs a thread of its own, because the HTTP client delivers its answers on the common pool.
        var beside = CompletableFuture.runAsync(
                () -> inflict(faults.stream().filter(Fault::isOfKafka).toList(), ofKafka),
                task -> new Thread(task).start());
        inflict(faults.stream().filter(fault -> !fault.isOfKafka()).toList(), random);
        beside.get();
        TimeUnit.MILLISECONDS.sleep(Math.max(HistoryJudge.BACK_WITHIN_MILLIS + 1000, end - history.now()));
    }

    private void inflict(List<Fault> faults, Random choice) {
        for (Fault fault : faults) {
            try {
                // The pause separates the recovery of this fault from the next fault.
                TimeUnit.MILLISECONDS.sleep(HistoryJudge.BACK_WITHIN_MILLIS + 1000);
                logs.mark(fault, cluster);
                long begin = history.now();
                LOG.infof("%s ...", fault.description);
                hurt.incrementAndGet();
                String about = fault.inflict(cluster, choice);
                hurt.decrementAndGet();
                history.add(new Outage(fault, begin, history.now(), about));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Void poison() throws InterruptedException {
        LOG.infof("%s: %d records", Fault.POISON.description, cluster.poison().pourUntil(() -> over));
        return null;
    }

    private Show announce() throws InterruptedException {
        JsonNode concert = made(
                "/concerts",
                body(
                        "title",
                        "Drill",
                        "artist",
                        "Crowd",
                        "openTime",
                        Instant.now().minusSeconds(60).toString()));
        if (concert == null) {
            return null;
        }
        String id = concert.path("concertId").asText();
        Instant day = Instant.now().plus(Duration.ofDays(30));
        JsonNode date = made(
                "/concerts/" + id + "/dates",
                body(
                        "date",
                        day.toString(),
                        "deadline",
                        day.minusSeconds(3600).toString(),
                        "seats",
                        List.of(body("grade", "NORMAL", "price", 1000, "count", SEATS))));
        if (date == null) {
            return null;
        }
        String dateId = date.path("concertDateId").asText();
        JsonNode seats;
        do {
            seats = admin.look("GET", "/concerts/" + id + "/dates/" + dateId + "/seats?status=all", null);
            TimeUnit.MILLISECONDS.sleep(100);
        } while (seats == null && !over);
        return seats == null
                ? null
                : new Show(
                        id,
                        dateId,
                        StreamSupport.stream(seats.spliterator(), false)
                                .map(seat -> seat.path("seatId").asText())
                                .toList());
    }

    private JsonNode made(String path, Object body) throws InterruptedException {
        JsonNode made = admin.look("POST", path, body);
        while (made == null && !over) {
            TimeUnit.MILLISECONDS.sleep(500);
            made = admin.look("POST", path, body);
        }
        return made;
    }

    /** Announces new shows in turn, so that there are always seats to sell. */
    private Void promote() throws InterruptedException {
        for (int next = 0; !over; next = (next + 1) % SHOWS) {
            for (long end = history.now() + SHOW_LASTS.toMillis(); !over && history.now() < end; ) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            Show show = over ? null : announce();
            if (show != null) {
                shows.set(next, show);
            }
        }
        return null;
    }

    /** Checks that the cap is never exceeded, and that a free slot is filled while anybody waits. */
    private Void watchQueues() throws InterruptedException {
        Map<String, Long> jammedSince = new HashMap<>();
        while (!over) {
            for (int i = 0; i < SHOWS; i++) {
                String concert = shows.get(i).concert();
                long begin = history.now();
                JsonNode queue = admin.look("GET", "/admin/concerts/" + concert + "/queue", null);
                int active = queue == null ? 0 : queue.path("active").asInt();
                if (active > Cluster.MAX_ACTIVE) {
                    seen.add(Violation.of(
                            "CAP_IS_NEVER_EXCEEDED", active + " are active in concert " + concert, concert));
                }
                boolean jammed = queue != null
                        && queue.path("waiting").asInt() > 0
                        && active < Cluster.MAX_ACTIVE
                        && hurt.get() == 0
                        && !history.isDisturbed(begin, begin, 30_000);
                if (!jammed) {
                    jammedSince.remove(concert);
                } else if (begin - jammedSince.computeIfAbsent(concert, id -> begin) > JAM_MILLIS) {
                    seen.add(Violation.of("FREE_SLOT_IS_FILLED", queue + " of concert " + concert, concert));
                }
            }
            TimeUnit.MILLISECONDS.sleep(300);
        }
        return null;
    }

    private Void watchInvariants() throws InterruptedException {
        while (!over) {
            TimeUnit.SECONDS.sleep(3);
            long begin = history.now();
            boolean wasHurt = hurt.get() > 0;
            JsonNode report =
                    admin.look("GET", "/admin/invariants", null); // the report may be out of reach at the moment
            boolean disturbed =
                    wasHurt || hurt.get() > 0 || history.isDisturbed(begin, history.now(), RECOVERED_MILLIS);
            violated(report).stream()
                    .filter(violation -> !disturbed || !LATE_WHILE_HURT.contains(violation.rule()))
                    .forEach(seen::add);
        }
        return null;
    }

    private static List<Violation> violated(JsonNode report) {
        var violations = new ArrayList<Violation>();
        if (report != null) {
            report.path("checks").forEach(check -> {
                if (!check.path("holds").asBoolean()) {
                    String found = check.path("violations").toString();
                    violations.add(Violation.of(check.path("name").asText(), found, found.split("[^0-9a-f-]+")));
                }
            });
        }
        return violations;
    }

    /**
     * Waits until the last hold has ended, the last event is consumed, and the last sale is reported; then all
     * invariants must hold.
     */
    private void settle() throws Exception {
        long end = history.now() + SETTLED_WITHIN.toMillis();
        while (!isSettled()) {
            if (history.now() > end) {
                seen.add(Violation.of("IT_SETTLES", "not within " + SETTLED_WITHIN));
                break;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        JsonNode report = null;
        for (int attempt = 0; report == null && attempt < 3; attempt++) {
            report = admin.look("GET", "/admin/invariants", null);
        }
        if (report == null) {
            seen.add(Violation.of("IT_SETTLES", "the invariants cannot be checked"));
        }
        seen.addAll(violated(report));
    }

    private boolean isSettled() throws Exception {
        try (var database = DriverManager.getConnection(cluster.databaseUrl(), "root", "");
                var open = database.createStatement().executeQuery("""
                        SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM reservation WHERE status = 'PENDING')
                        """);
                var sales = database.createStatement().executeQuery("""
                        SELECT LOWER(HEX(reservation_id)) FROM payment
                        WHERE status <> 'FAILED' AND LEFT(HEX(reservation_id), 8) <> '01990000'
                        """)) {
            open.next();
            Set<String> mayBeLost = cluster.lost().reservations(history);
            boolean reported = true;
            while (reported && sales.next()) {
                String reservation = StateJudge.uuid(sales.getString(1));
                reported = cluster.reportedReservations().contains(reservation) || mayBeLost.contains(reservation);
            }
            return open.getLong(1) == 0
                    && reported
                    && cluster.servers().isConsumed()
                    && cluster.poison().isBuried(database);
        }
    }

    /** Checks that Redis kept the losers away: the database had to refuse nobody as long as no lock was lost. */
    private void guardWasNotNeeded(List<Violation> violations) {
        double hits = cluster.metric("onsale_seats_oversell_prevented_total");
        if (hits > 0) {
            violations.add(Violation.of(
                    "LOSERS_ARE_KEPT_AWAY",
                    "the database had to refuse %.0f reservations of seats that were locked".formatted(hits)));
        }
    }

    private void report(List<Violation> violations) {
        List<Entry> entries = history.entries();
        LOG.infof(
                "Seed %d: %d requests in %d s: %s, median ms %s%s",
                seed,
                entries.size(),
                (history.now() - entries.get(0).begin()) / 1000,
                statuses(entries),
                medianMillis(entries),
                history.outages().stream().map(this::line).collect(joining("", "\n", "")));
        if (!violations.isEmpty()) {
            LOG.errorf(
                    "Seed %d: violated %s%s",
                    seed,
                    violations.stream().collect(groupingBy(Violation::rule, counting())),
                    violations.stream().collect(groupingBy(Violation::rule)).values().stream()
                            .flatMap(ofRule -> ofRule.stream().limit(VIOLATIONS_SHOWN))
                            .map(violation -> "\n%s: %s\n    %s"
                                    .formatted(violation.rule(), violation.what(), history.about(violation.ids())))
                            .collect(joining()));
        }
    }

    private String line(Outage outage) {
        List<Entry> meanwhile = history.entries().stream()
                .filter(entry -> outage.overlaps(entry.begin(), entry.end(), 0))
                .toList();
        return "  %-52s %5.1f s, %6d requests: %s, without a booking for %.1f s%n"
                .formatted(
                        outage.fault().description,
                        (outage.end() - outage.begin()) / 1000.0,
                        meanwhile.size(),
                        statuses(meanwhile),
                        longestGap(outage) / 1000.0);
    }

    private static Map<String, Long> statuses(List<Entry> entries) {
        var statuses = new TreeMap<String, Long>();
        entries.forEach(entry -> statuses.merge(entry.status() == 0 ? "none" : "" + entry.status(), 1L, Long::sum));
        return statuses;
    }

    private static Map<Op, Long> medianMillis(List<Entry> entries) {
        return entries.stream()
                .filter(Entry::succeeded)
                .collect(groupingBy(
                        Entry::op,
                        TreeMap::new,
                        collectingAndThen(
                                mapping(entry -> entry.end() - entry.begin(), toList()),
                                millis -> millis.stream().sorted().toList().get(millis.size() / 2))));
    }

    /**
     * The longest time between two successful bookings (holds or payments) around an outage, until ten seconds after
     * its end.
     */
    private long longestGap(Outage outage) {
        List<Long> successes = new ArrayList<>(history.entries().stream()
                .filter(entry -> (entry.op() == Op.RESERVE || entry.op() == Op.PAY) && entry.succeeded())
                .map(Entry::end)
                .filter(end -> end >= outage.begin() - 2000 && end <= outage.end() + 10_000)
                .toList());
        Collections.sort(successes);
        return LongStream.range(1, successes.size())
                .map(i -> successes.get((int) i) - successes.get((int) i - 1))
                .max()
                .orElse(outage.end() - outage.begin());
    }
}
