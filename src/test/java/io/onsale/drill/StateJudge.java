package io.onsale.drill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import io.onsale.platform.events.TopicReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The judge of the stored state: database, topics and data platform must have in the end what buyers were told, and
 * nothing else.
 */
final class StateJudge {
    /** Invariant 6: the time by which a hold may end late, and the longer one when something was killed. */
    private static final long EXPIRY_MILLIS = 2000;

    private static final long EXPIRY_AFTER_FAULT_MILLIS = 10_000;

    private record Row(
            String id,
            String user,
            String status,
            long price,
            int declines,
            long expiresAt,
            long updatedAt,
            boolean sold) {}

    private final Cluster cluster;
    private final History history;
    private final Map<String, Row> reservations = new HashMap<>();
    private final Set<String> others = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    private StateJudge(Cluster cluster, History history) {
        this.cluster = cluster;
        this.history = history;
    }

    static List<Violation> judge(Cluster cluster, History history) {
        var judge = new StateJudge(cluster, history);
        try (Connection database = DriverManager.getConnection(cluster.databaseUrl(), "root", "");
                var topics = new TopicReader(cluster.brokers(), Cluster.TOPICS)) {
            judge.readReservations(database);
            judge.answersAreTrue();
            judge.holdsEndInTime();
            judge.money(database);
            judge.events(Stream.concat(cluster.lost().records().stream(), topics.all().stream())
                    .toList());
            judge.violations.addAll(cluster.poison().judge(database));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return judge.violations;
    }

    private void violated(String rule, String what, String... ids) {
        violations.add(Violation.of(rule, what, ids));
    }

    /** Reads the reservations of this drill; the cluster may have sold before. */
    private void readReservations(Connection database) throws SQLException {
        var concerts = history.entries(Op.ENTER).stream().map(Entry::concert).collect(toSet());
        try (ResultSet rows = database.createStatement().executeQuery("""
                SELECT LOWER(HEX(r.id)), LOWER(HEX(r.user_id)), r.status, price, declines, UNIX_TIMESTAMP(expires_at) * 1000,
                  UNIX_TIMESTAMP(r.updated_at) * 1000, LOWER(HEX(concert_id)), COALESCE(p.status <> 'FAILED', FALSE)
                FROM reservation r LEFT JOIN payment p ON p.reservation_id = r.id
                """)) {
            while (rows.next()) {
                var row = new Row(
                        uuid(rows.getString(1)),
                        uuid(rows.getString(2)),
                        rows.getString(3),
                        rows.getLong(4),
                        rows.getInt(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getBoolean(9));
                if (concerts.contains(uuid(rows.getString(8)))) {
                    reservations.put(row.id, row);
                } else {
                    others.add(row.id);
                }
            }
        }
    }

    static String uuid(String hex) {
        return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    private void answersAreTrue() {
        for (Entry entry : history.entries()) {
            if (!entry.succeeded()) {
                continue;
            }
            String id = entry.op() == Op.RESERVE
                    ? entry.text("reservationId")
                    : entry.subject().isEmpty() ? null : entry.subject().get(0);
            Row row = reservations.get(id);
            switch (entry.op()) {
                case RESERVE -> {
                    if (row == null || !row.user.equals(entry.user())) {
                        violated("NOTHING_IS_LOST", "no such reservation: " + entry, entry.user());
                    }
                }
                case PAY -> {
                    if (row == null || !row.status.equals("SUCCESS") && !wasCancelled(id)) {
                        violated("PAID_IS_FINAL", row + ": " + entry, entry.user());
                    }
                }
                case CANCEL -> {
                    if (row == null || !row.status.equals("CANCELLED")) {
                        violated("NOTHING_IS_LOST", row + ": " + entry, entry.user());
                    }
                }
                default -> {}
            }
        }
    }

    private boolean wasCancelled(String reservation) {
        return history.entries(Op.CANCEL).stream()
                .anyMatch(cancel -> cancel.subject().contains(reservation));
    }

    private void holdsEndInTime() {
        for (Row row : reservations.values()) {
            if (row.status.equals("PENDING")) {
                violated("HOLDS_END", row + " is still pending", row.id);
            }
            if (!row.status.equals("EXPIRED")) {
                continue;
            }
            long late = row.updatedAt - row.expiresAt;
            boolean disturbed = history.isDisturbed(row.expiresAt, row.updatedAt, EXPIRY_AFTER_FAULT_MILLIS);
            long due = history.outages().stream()
                    .filter(outage -> outage.overlaps(row.expiresAt, row.updatedAt, 0))
                    .mapToLong(History.Outage::end)
                    .max()
                    .orElse(row.expiresAt);
            if (late < 0
                    || !disturbed && late > EXPIRY_MILLIS
                    || row.updatedAt > Math.max(due, row.expiresAt) + EXPIRY_AFTER_FAULT_MILLIS) {
                violated("HOLDS_END_IN_TIME", row + " ended " + late + " ms after its time", row.id, row.user);
            }
        }
    }

    /**
     * Checks that each balance is the charges less the price of paid reservations. A charge without an answer may or
     * may not have been made.
     */
    private void money(Connection database) throws SQLException {
        Map<String, Long> paid = new HashMap<>();
        reservations.values().stream()
                .filter(row -> row.status.equals("SUCCESS"))
                .forEach(row -> paid.merge(row.user, row.price, Long::sum));
        Map<String, List<Long>> open = new HashMap<>();
        Map<String, Long> charged = new HashMap<>();
        var answered = new HashSet<String>();
        for (Entry charge : history.entries(Op.CHARGE)) {
            if (charge.succeeded() && (charge.key() == null || answered.add(charge.key()))) {
                charged.merge(charge.user(), Long.parseLong(charge.subject().get(0)), Long::sum);
            }
        }
        var asked = new HashSet<String>();
        for (Entry charge : history.entries(Op.CHARGE)) {
            boolean once = charge.key() == null || !answered.contains(charge.key()) && asked.add(charge.key());
            if (charge.isUnknown() && once) {
                open.computeIfAbsent(charge.user(), user -> new ArrayList<>())
                        .add(Long.parseLong(charge.subject().get(0)));
            }
        }
        try (ResultSet rows =
                database.createStatement().executeQuery("SELECT LOWER(HEX(id)), balance FROM user_account")) {
            while (rows.next()) {
                String user = uuid(rows.getString(1));
                if (!charged.containsKey(user) && !open.containsKey(user)) {
                    continue; // an account of the demo data
                }
                Long known = charged.remove(user);
                long missing = rows.getLong(2) + paid.getOrDefault(user, 0L) - (known == null ? 0 : known);
                if (!sums(open.getOrDefault(user, List.of())).contains(missing)) {
                    violated(
                            "MONEY_IS_CONSERVED",
                            "user %s charged %s (perhaps %s), paid %s, and has %d"
                                    .formatted(user, known, open.get(user), paid.get(user), rows.getLong(2)),
                            user);
                }
            }
        }
        charged.forEach((user, amount) ->
                violated("MONEY_IS_CONSERVED", "user %s charged %d, and has no account".formatted(user, amount), user));
    }

    private static HashSet<Long> sums(List<Long> each) {
        var sums = new HashSet<>(List.of(0L));
        each.forEach(amount -> new ArrayList<>(sums).forEach(sum -> sums.add(sum + amount)));
        return sums;
    }

    /** Checks that each change has its event, that nothing else has one, and that no consumer gave up on any. */
    private void events(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Map<String, Long>> events = new HashMap<>();
        Map<String, String> sales = new HashMap<>();
        var seen = new HashSet<String>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (Poison.is(record)) {
                continue;
            }
            String id = TopicReader.header(record, "ce_id");
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            if (!Cluster.TOPICS.contains(record.topic())) {
                violated("NO_DEAD_LETTERS", record.topic() + " has an event of reservation " + key, key);
            } else if (seen.add(id)) {
                events.computeIfAbsent(key, reservation -> new HashMap<>()).merge(record.topic(), 1L, Long::sum);
                if (record.topic().equals("payment.success") && reservations.containsKey(key)) {
                    sales.put(id, key);
                }
            }
        }
        Set<String> mayBeLost = cluster.lost().reservations(history);
        reservations.values().forEach(row -> {
            var found = events.remove(row.id);
            var expected = expected(row);
            if (mayBeLost.contains(row.id) && (found == null || !found.containsKey("payment.success"))) {
                expected.remove("payment.success");
            }
            if (!expected.equals(found)) {
                violated("EVENTS_ARE_COMPLETE", row + " has the events " + found, row.id, row.user);
            }
        });
        events.keySet().removeAll(others);
        events.keySet().forEach(key -> violated("EVENTS_ARE_COMPLETE", "no such reservation: " + key, key));
        reports(sales);
    }

    private static Map<String, Long> expected(Row row) {
        var expected = new HashMap<String, Long>(Map.of("reservation.created", 1L));
        if (row.declines > 0) {
            expected.put("payment.failed", (long) row.declines);
        }
        if (!row.status.equals("SUCCESS")) {
            expected.put("reservation.released", 1L);
        }
        if (row.sold) { // the seats may have been given back as well
            expected.put("payment.success", 1L);
        }
        return expected;
    }

    /**
     * Checks that each sale was reported. It may be reported again only by an instance that died, or whose work was
     * given to instances that joined, before it had noted the report; that is at most as many as it works on at once.
     */
    private void reports(Map<String, String> sales) {
        long repeated = 0;
        for (var sale : sales.entrySet()) {
            int times = cluster.reported()
                    .getOrDefault(sale.getKey(), new AtomicInteger())
                    .get();
            if (times == 0 && !cluster.lost().wasUnread(sale.getKey())) {
                violated("SALES_ARE_REPORTED", "reservation " + sale.getValue() + " was not", sale.getValue());
            }
            repeated += Math.max(0, times - 1);
        }
        long handovers = 1 // the handovers when the cluster has just started
                + history.outages().stream()
                        .mapToLong(outage -> outage.fault().handovers())
                        .sum();
        if (repeated > 8 * handovers) {
            violated("SALES_ARE_REPORTED_ONCE", repeated + " were reported again, with " + handovers + " handovers");
        }
    }
}
