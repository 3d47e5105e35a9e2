package io.onsale.drill;

import static java.util.stream.Collectors.groupingBy;

import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import io.onsale.drill.History.Outage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The judge of the history: it decides whether all that buyers were told can be true. Unknown outcomes count in favour
 * of the service.
 */
final class HistoryJudge {
    /**
     * The tolerance for two clocks that are read one after the other, and for the list of queues that an instance
     * keeps.
     */
    private static final long FIFO_BOUND_MILLIS = 1500;

    /** The longest time after the end of a fault for which nobody may get a seat. */
    static final long BACK_WITHIN_MILLIS = 5000;

    /** The time that a lock lasts whose holder died, and a little for buyers who ask once a second. */
    private static final long LONGEST_BUSY_MILLIS = 10_000;

    private static final long LONGEST_ANSWER_MILLIS = 5000;
    /** The shortest pollAfterMs. */
    private static final long SHORTEST_POLL_MILLIS = 1000;

    private static final Map<Op, Set<String>> REFUSALS = Map.of(
            Op.ENTER, Set.of(),
            Op.POLL, Set.of("401 QUEUE_TOKEN_ENDED"),
            Op.LEAVE, Set.of("401 QUEUE_TOKEN_ENDED"),
            Op.RESERVE,
                    Set.of(
                            "401 QUEUE_TOKEN_ENDED",
                            "403 STILL_WAITING",
                            "409 SEAT_TAKEN",
                            "409 SEAT_LIMIT",
                            "409 RESERVATION_BUSY",
                            "409 REQUEST_IN_PROGRESS"),
            Op.PAY,
                    Set.of(
                            "402 INSUFFICIENT_POINTS",
                            "409 RESERVATION_BUSY",
                            "409 RESERVATION_FINAL",
                            "409 REQUEST_IN_PROGRESS",
                            "410 HOLD_EXPIRED"),
            Op.CANCEL, Set.of("409 RESERVATION_BUSY", "409 RESERVATION_FINAL", "409 REQUEST_IN_PROGRESS"),
            Op.CHARGE, Set.of("409 REQUEST_IN_PROGRESS"));

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    private HistoryJudge(History history) {
        this.history = history;
    }

    static List<Violation> judge(History history) {
        var judge = new HistoryJudge(history);
        judge.answers();
        judge.back();
        judge.positions();
        judge.firstInFirstOut();
        judge.keys();
        judge.seats();
        judge.busy();
        return judge.violations;
    }

    private void violated(String rule, String what, String... ids) {
        violations.add(new Violation(rule, what, List.of(ids)));
    }

    /** Checks invariant 11, and that nobody is refused without a reason. */
    private void answers() {
        for (Entry entry : history.entries()) {
            boolean answered = entry.status() != 0;
            if (entry.end() - entry.begin() > LONGEST_ANSWER_MILLIS && !isPaused(entry)) {
                violated("ANSWERED_IN_5_SECONDS", entry.toString());
            }
            if ((entry.status() == 503 || entry.status() == 429) && entry.retryAfter() == null) {
                violated("RETRY_AFTER", entry.toString());
            }
            String refusal = entry.status() + " " + entry.code();
            if (answered
                    && !entry.succeeded()
                    && entry.status() != 503
                    && entry.status() != 429
                    && !REFUSALS.get(entry.op()).contains(refusal)) {
                violated("EXPECTED_ANSWERS", entry.toString());
            }
        }
    }

    /**
     * Checks that seats can be had soon after any fault. It looks at holds and not at payments, which need neither the
     * queue nor Redis. Where another fault that buyers may notice was under way, nothing is known.
     */
    private void back() {
        List<Long> booked = history.entries(Op.RESERVE).stream()
                .filter(Entry::succeeded)
                .map(Entry::end)
                .sorted()
                .toList();
        for (Outage outage : history.outages()) {
            long due = outage.end() + BACK_WITHIN_MILLIS;
            boolean disturbed = history.outages().stream()
                    .filter(other -> other != outage && !other.fault().isOfKafka())
                    .anyMatch(other -> other.overlaps(outage.end(), due, 0));
            if (!disturbed && booked.stream().noneMatch(end -> end > outage.end() && end <= due)) {
                violated(
                        "BACK_IN_5_SECONDS",
                        "%s was over at %d, and the next hold was at %s"
                                .formatted(
                                        outage.fault(),
                                        outage.end(),
                                        booked.stream()
                                                .filter(end -> end > outage.end())
                                                .findFirst()
                                                .map(String::valueOf)
                                                .orElse("no time")));
            }
        }
    }

    /** Whether the request went to an instance that was stopped meanwhile. */
    private boolean isPaused(Entry entry) {
        return history.outages().stream()
                .filter(outage -> outage.fault() == Fault.INSTANCE_PAUSED)
                .filter(outage -> outage.overlaps(entry.begin(), entry.end(), 1000))
                .anyMatch(outage -> outage.about().contains(entry.instance()));
    }

    /**
     * Checks that the position of a token never grows for a client that asks no sooner than told, because instances
     * look at the queue at different moments. When Redis has lost the queue, it comes back one by one.
     */
    private void positions() {
        history.entries().stream()
                .filter(entry -> (entry.op() == Op.POLL || entry.op() == Op.ENTER) && entry.succeeded())
                .collect(groupingBy(entry -> entry.text("tokenId")))
                .values()
                .forEach(polls -> {
                    for (int i = 1; i < polls.size(); i++) {
                        Entry before = polls.get(i - 1);
                        Entry after = polls.get(i);
                        if (position(after) > position(before)
                                && after.begin() - before.end() >= SHORTEST_POLL_MILLIS
                                && !history.isDisturbed(before.begin(), after.end(), 30_000, Fault.REDIS_EMPTIED)) {
                            violated("POSITIONS_NEVER_GROW", before + "\n    " + after, before.user());
                        }
                    }
                });
    }

    private static int position(Entry entry) {
        return entry.body().path("position").asInt();
    }

    /** Checks that a buyer who has the 201 before another one asks is not admitted after them. */
    private void firstInFirstOut() {
        record Stay(Entry entered, long firstAsked, long lastWaiting, Long admitted) {}
        Map<String, Long> firstAsked = new HashMap<>();
        history.entries(Op.ENTER)
                .forEach(entry -> firstAsked.merge(entry.user() + entry.concert(), entry.begin(), Math::min));
        Map<String, List<Entry>> tokens = history.entries().stream()
                .filter(entry -> (entry.op() == Op.POLL || entry.op() == Op.ENTER) && entry.succeeded())
                .collect(groupingBy(entry -> entry.text("tokenId")));
        Map<String, List<Stay>> queues = new HashMap<>();
        tokens.values().forEach(looks -> {
            long lastWaiting = 0;
            Long admitted = null;
            for (Entry look : looks) {
                if (look.text("status").equals("WAITING")) {
                    lastWaiting = Math.max(lastWaiting, look.begin());
                } else if (admitted == null) {
                    admitted = Instant.parse(look.text("enteredAt")).toEpochMilli();
                }
            }
            queues.computeIfAbsent(looks.get(0).concert(), concert -> new ArrayList<>())
                    .add(new Stay(
                            looks.get(0),
                            firstAsked.get(looks.get(0).user() + looks.get(0).concert()),
                            lastWaiting,
                            admitted));
        });
        for (List<Stay> stays : queues.values()) {
            stays.sort(Comparator.comparingLong(stay -> stay.entered.end()));
            List<Stay> later = stays.stream()
                    .filter(stay -> stay.admitted != null)
                    .sorted(Comparator.comparingLong(Stay::firstAsked))
                    .toList();
            int first = 0;
            Stay slowest = null; // the earlier buyer who was admitted last, or still waited last
            for (Stay stay : later) {
                for (; first < stays.size() && stays.get(first).entered.end() < stay.firstAsked; first++) {
                    Stay before = stays.get(first);
                    if (slowest == null
                            || waitedUntil(before.lastWaiting, before.admitted)
                                    > waitedUntil(slowest.lastWaiting, slowest.admitted)) {
                        slowest = before;
                    }
                }
                if (slowest != null
                        && Math.min(waitedUntil(slowest.lastWaiting, slowest.admitted), queueLost(stay.admitted))
                                > stay.admitted + FIFO_BOUND_MILLIS) {
                    violated(
                            "FIRST_IN_FIRST_OUT",
                            "user %s was in at %d and was let in after user %s, who came at %d and was let in at %d"
                                    .formatted(
                                            slowest.entered.user(),
                                            slowest.entered.end(),
                                            stay.entered.user(),
                                            stay.firstAsked,
                                            stay.admitted),
                            slowest.entered.user(),
                            stay.entered.user());
                }
            }
        }
    }

    /** The next time that the queue was lost: buyers who were admitted around then may have had to queue again. */
    private long queueLost(long after) {
        return history.outages().stream()
                .filter(outage -> outage.fault() == Fault.REDIS_EMPTIED)
                .mapToLong(Outage::begin)
                .filter(begin -> begin >= after)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long waitedUntil(long lastWaiting, Long admitted) {
        return admitted == null ? lastWaiting : admitted;
    }

    /** Checks that the same request with the same key has one answer. */
    private void keys() {
        history.entries().stream()
                .filter(entry -> entry.key() != null && !entry.isUnknown() && entry.retryAfter() == null)
                .collect(groupingBy(Entry::key))
                .values()
                .forEach(answers -> {
                    Entry first = answers.get(0);
                    for (Entry answer : answers) {
                        if (answer.status() != first.status() || !answer.body().equals(first.body())) {
                            violated("ONE_ANSWER_PER_KEY", first + "\n    " + answer, first.user());
                        }
                    }
                });
    }

    /** The certain knowledge of buyers about one reservation. Times are the latest or earliest that are possible. */
    private static final class Hold {
        final String id;
        final String user;
        final List<String> seats = new ArrayList<>();
        long askedAt;
        long knownAt;
        long expiresAt;
        long paidAt = Long.MAX_VALUE;
        /** Before this time nobody but its buyer can have ended it. */
        long untouchedUntil = Long.MAX_VALUE;

        int possibleDeclines;
        /**
         * The time of the third decline, by which it may have ended; a payment that was made proves that it did not.
         */
        long declinedAt = Long.MAX_VALUE;

        Hold(String id, String user) {
            this.id = id;
            this.user = user;
        }

        long end() {
            return paidAt < Long.MAX_VALUE ? untouchedUntil : Math.min(expiresAt, untouchedUntil);
        }
    }

    /** Checks that no seat is sold twice, that holds are honoured, and that a payment is final. */
    private void seats() {
        Map<String, Hold> holds = new HashMap<>();
        List<Entry> entries = history.entries();
        for (Entry entry : entries) {
            if (entry.op() == Op.RESERVE && entry.succeeded()) {
                String id = entry.text("reservationId");
                Hold hold = holds.computeIfAbsent(id, key -> new Hold(key, entry.user()));
                if (hold.seats.isEmpty()) {
                    hold.seats.addAll(seatsOf(entry));
                    hold.askedAt = firstAsked(entries, entry);
                    hold.knownAt = entry.end();
                    hold.expiresAt = Instant.parse(entry.text("expiresAt")).toEpochMilli();
                }
            }
        }
        for (Entry entry : entries) {
            Hold hold =
                    entry.subject().isEmpty() ? null : holds.get(entry.subject().get(0));
            if (hold != null && entry.op() == Op.CANCEL) {
                hold.untouchedUntil = Math.min(hold.untouchedUntil, entry.begin());
            }
            if (hold != null && entry.op() == Op.PAY && entry.succeeded()) {
                hold.paidAt = Math.min(hold.paidAt, entry.end());
            }
            if (hold != null && entry.op() == Op.PAY && (entry.status() == 402 || entry.isUnknown())) {
                // The third decline ends the hold, and a payment without an answer may have been declined.
                if (++hold.possibleDeclines >= 3) {
                    hold.declinedAt = Math.min(hold.declinedAt, entry.begin());
                }
            }
        }
        holds.values().stream()
                .filter(hold -> hold.paidAt == Long.MAX_VALUE)
                .forEach(hold -> hold.untouchedUntil = Math.min(hold.untouchedUntil, hold.declinedAt));
        holds.values().stream()
                .flatMap(hold -> hold.seats.stream().map(seat -> Map.entry(seat, hold)))
                .collect(groupingBy(Map.Entry::getKey))
                .forEach((seat, ofSeat) -> oneAtATime(
                        seat, ofSeat.stream().map(Map.Entry::getValue).toList()));
        for (Entry entry : entries) {
            Hold hold =
                    entry.subject().isEmpty() ? null : holds.get(entry.subject().get(0));
            if (hold != null && entry.op() == Op.PAY && !entry.isUnknown()) {
                payment(hold, entry);
            }
        }
    }

    private static List<String> seatsOf(Entry reserved) {
        String seat = reserved.text("seatId");
        return seat != null
                ? List.of(seat)
                : StreamSupport.stream(reserved.body().path("seats").spliterator(), false)
                        .map(each -> each.path("seatId").asText())
                        .toList();
    }

    /** The first request for these seats: an answer may be to an earlier one that had no answer. */
    private static long firstAsked(List<Entry> entries, Entry reserved) {
        return entries.stream()
                .filter(entry -> entry.op() == Op.RESERVE
                        && entry.user().equals(reserved.user())
                        && entry.subject().equals(reserved.subject()))
                .mapToLong(Entry::begin)
                .min()
                .orElseThrow();
    }

    /**
     * Checks that no two holds of a seat were surely alive at one moment, and that none was granted, from question to
     * answer, while another was surely alive.
     */
    private void oneAtATime(String seat, List<Hold> holds) {
        for (Hold one : holds) {
            for (Hold other : holds) {
                boolean within = other.askedAt > one.knownAt && other.knownAt < one.end();
                boolean together = Math.max(one.knownAt, other.knownAt) < Math.min(one.end(), other.end());
                boolean bothPaid = one != other
                        && one.paidAt < Long.MAX_VALUE
                        && other.paidAt < Long.MAX_VALUE
                        && one.untouchedUntil == Long.MAX_VALUE
                        && other.untouchedUntil == Long.MAX_VALUE;
                if (one != other && (within || (together || bothPaid) && one.id.compareTo(other.id) < 0)) {
                    violated(
                            "NO_SEAT_TWICE",
                            "seat %s belonged to reservation %s of %s until %s, and was given to reservation %s of %s"
                                    .formatted(
                                            seat,
                                            one.id,
                                            one.user,
                                            one.end() == Long.MAX_VALUE ? "ever" : "" + one.end(),
                                            other.id,
                                            other.user),
                            one.user,
                            other.user);
                }
            }
        }
    }

    /** Checks that within the hold a payment is declined only for lack of points. */
    private void payment(Hold hold, Entry pay) {
        boolean within = pay.end() < Math.min(hold.expiresAt, hold.untouchedUntil);
        boolean refused = pay.status() == 410 || "RESERVATION_FINAL".equals(pay.code());
        if (within && refused) {
            violated("HOLDS_ARE_HONOURED", pay + ", held until " + hold.expiresAt, hold.user);
        }
        if (hold.paidAt < pay.begin()
                && hold.untouchedUntil == Long.MAX_VALUE
                && !pay.succeeded()
                && pay.retryAfter() == null) {
            violated("PAID_IS_FINAL", pay.toString(), hold.user);
        }
    }

    /** Checks that a seat is not busy for longer than a lock lasts: its holder commits or has died by then. */
    private void busy() {
        history.entries(Op.RESERVE).stream()
                .collect(groupingBy(entry -> List.of(entry.user(), entry.concert(), entry.subject())))
                .values()
                .forEach(asked -> {
                    Entry first = null;
                    for (Entry entry : asked) {
                        first = !"RESERVATION_BUSY".equals(entry.code()) ? null : first == null ? entry : first;
                        if (first != null && entry.end() - first.end() > LONGEST_BUSY_MILLIS) {
                            violated("BUSY_IS_BRIEF", first + "\n    " + entry, first.user());
                        }
                    }
                });
    }
}
