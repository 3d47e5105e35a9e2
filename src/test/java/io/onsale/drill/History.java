package io.onsale.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The history of a drill: all requests and answers of buyers, and what was done to the servers meanwhile. */
final class History {
    private static final int LINES_SHOWN = 30;

    enum Op {
        ENTER,
        POLL,
        LEAVE,
        RESERVE,
        PAY,
        CANCEL,
        CHARGE
    }

    /**
     * One request and its answer. Times are milliseconds since the epoch by a clock that never steps.
     *
     * @param subject what the request is about: seats, a reservation, a sum
     * @param key the idempotency key, or null
     * @param status 0 when there was no answer, so that it is unknown whether anything was done
     * @param body the body of the answer, or null
     */
    record Entry(
            Op op,
            String user,
            String concert,
            List<String> subject,
            String key,
            String instance,
            long begin,
            long end,
            int status,
            String retryAfter,
            JsonNode body) {
        boolean succeeded() {
            return status >= 200 && status < 300;
        }

        /** Whether the request may or may not have been carried out. */
        boolean isUnknown() {
            return status == 0 || status == 503;
        }

        String text(String field) {
            return body == null ? null : body.path(field).asText(null);
        }

        String code() {
            return text("code");
        }

        boolean concerns(Collection<String> ids) {
            return ids.contains(user)
                    || subject.stream().anyMatch(ids::contains)
                    || ids.contains(text("reservationId"))
                    || ids.contains(text("tokenId"));
        }

        @Override
        public String toString() {
            return "%d +%4d  %-7s user %s %s%s at %s: %s %s"
                    .formatted(
                            begin,
                            end - begin,
                            op,
                            user,
                            subject,
                            key == null ? "" : " key " + key,
                            instance,
                            status == 0 ? "no answer" : status,
                            status == 0 ? "" : answer());
        }

        /** The fields of the answer that matter, without the token. */
        private String answer() {
            return Stream.of("code", "reservationId", "status", "position", "enteredAt", "expiresAt", "amount")
                    .filter(field -> text(field) != null)
                    .map(field -> field + "=" + text(field))
                    .toList()
                    .toString();
        }
    }

    /**
     * @param begin when the fault was inflicted
     * @param end when all was running again
     * @param about the part that was hurt, by its name in the log
     */
    record Outage(Fault fault, long begin, long end, String about) {
        boolean overlaps(long from, long to, long graceMillis) {
            return begin <= to && from <= end + graceMillis;
        }
    }

    private final long epochMillis = System.currentTimeMillis();
    private final long epochNanos = System.nanoTime();
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final Queue<Outage> outages = new ConcurrentLinkedQueue<>();

    long now() {
        return epochMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - epochNanos);
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void add(Outage outage) {
        outages.add(outage);
    }

    /** The requests in the order in which they were begun. */
    List<Entry> entries() {
        return entries.stream().sorted(Comparator.comparingLong(Entry::begin)).toList();
    }

    List<Entry> entries(Op op) {
        return entries().stream().filter(entry -> entry.op == op).toList();
    }

    List<Outage> outages() {
        return List.copyOf(outages);
    }

    boolean isDisturbed(long from, long to, long graceMillis, Fault... by) {
        List<Fault> faults = List.of(by);
        return outages.stream()
                .anyMatch(outage ->
                        (faults.isEmpty() || faults.contains(outage.fault)) && outage.overlaps(from, to, graceMillis));
    }

    /** The requests about the ids of a violation, and the faults of that time. */
    String about(Collection<String> of) {
        var ids = new HashSet<>(of);
        List<Entry> relevant =
                entries().stream().filter(entry -> entry.concerns(ids)).toList();
        var lines = relevant.subList(Math.max(0, relevant.size() - LINES_SHOWN), relevant.size());
        if (lines.isEmpty()) {
            return "";
        }
        long from = lines.get(0).begin;
        long to = lines.get(lines.size() - 1).end;
        Stream<String> faults = outages.stream()
                .filter(outage -> outage.overlaps(from, to, 10_000))
                .map(outage -> "%d +%4d  %s %s"
                        .formatted(outage.begin, outage.end - outage.begin, outage.fault, outage.about));
        return String.join(
                "\n    ",
                Stream.concat(lines.stream().map(Entry::toString), faults)
                        .sorted()
                        .toList());
    }
}
