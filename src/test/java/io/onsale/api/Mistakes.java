package io.onsale.api;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.queue.QueueFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table of what can be asked wrongly, over a small world of its own: some shows, a few buyers, what they hold. */
final class Mistakes {
    private static final String USED_KEY = "used";
    private static final String PROOF = "Proof-Of-Work";
    private static final int BITS = 8;

    private final BookingApi api = new BookingApi();
    private final List<String> concerts = new ArrayList<>();
    private final List<String> users = new ArrayList<>();

    private final Show show = aShow(Instant.now().minusSeconds(60), 500);
    private final Show otherShow = aShow(Instant.now().minusSeconds(60), 500);
    private final Show notYetOpen = aShow(Instant.now().plus(Duration.ofDays(1)), 500);
    private final Show full = aShow(Instant.now().minusSeconds(60), 1);
    private final Show secondDate = aSecondDate(show);
    /** Asks for a proof of work. */
    private final Show guarded = aGuardedShow();

    private final Show closed = aShowBeforeEntry();

    /** Holds the first seat, and has given up the second; has used {@link #USED_KEY}. */
    private final Buyer buyer = aBuyer(show);

    private final Buyer rival = aBuyer(show);
    private final Buyer atTheLimit = aBuyer(show);
    private final Buyer gone = aBuyer(show);
    private final Show regretted = aShow(Instant.now().minusSeconds(60), 500);
    /** Has held more often than one may there, and never paid. */
    private final Buyer fickle = aBuyer(regretted);
    /** The buyer, for the other show. */
    private final Buyer elsewhere = api.enter(otherShow, buyer.user());

    private final Buyer stranger = aBuyer(otherShow);
    private final Buyer early = aBuyer(notYetOpen);
    private final Buyer waiting = waiting();

    private final String held;
    private final String cancelled;

    /** By which the buyer has been in the guarded show's queue, and has left it. */
    private final String usedProof;

    private final String dead;
    private final String discarded;
    private final String ofNobody;

    Mistakes(Database database) {
        held = api.reserve(show, buyer, show.seats().get(0), "Idempotency-Key", USED_KEY)
                .text("reservationId");
        cancelled = api.reserved(show, buyer, show.seats().get(1));
        api.cancel(buyer, cancelled);
        for (int i = 0; i < 3; i++) {
            api.cancel(fickle, api.reserved(regretted, fickle, regretted.seats().get(0)));
        }
        api.setQueue(regretted, Map.of("unpaidHolds", 1));
        show.seats().subList(2, 6).forEach(seat -> api.reserved(show, atTheLimit, seat));
        api.call("DELETE", "/queue/concerts/" + show.concert(), gone.token(), null);
        usedProof = aUsedProof(guarded, buyer.user());
        dead = database.aDeadLetter("compensation");
        discarded = database.aDeadLetter("compensation");
        ofNobody = database.aDeadLetter("nobody");
        api.call("DELETE", "/admin/dead-letters/" + discarded, null, null);
    }

    List<String> concerts() {
        return concerts;
    }

    List<String> users() {
        return users;
    }

    List<Operation> operations() {
        return List.of(
                announce(),
                Operation.of("GET", "/concerts").paged(),
                Operation.of("GET", "/concerts/rankings/sold-out")
                        .parameter("limit", "10")
                        .wrong("limit that is no number", call -> call.query("limit=x"), 400, "MALFORMED_PARAMETER")
                        .wrong("limit 0", call -> call.query("limit=0"), 400, "VALIDATION", "limit")
                        .wrong("limit 101", call -> call.query("limit=101"), 400, "VALIDATION", "limit"),
                Operation.of("GET", "/concerts/{concertId}").id("concertId", show.concert(), "CONCERT_NOT_FOUND"),
                Operation.of("GET", "/concerts/{concertId}/dates").id("concertId", show.concert(), "CONCERT_NOT_FOUND"),
                schedule(),
                Operation.of("GET", "/concerts/{concertId}/dates/{concertDateId}/seats")
                        .id("concertId", show.concert(), "DATE_NOT_FOUND")
                        .id("concertDateId", show.date(), "DATE_NOT_FOUND")
                        .wrong(
                                "date of another concert",
                                call -> call.id("concertId", otherShow.concert()),
                                404,
                                "DATE_NOT_FOUND")
                        .parameter("status", "all")
                        .wrong("unknown status", call -> call.query("status=sold"), 400, "VALIDATION", "status")
                        .wrongWhenLate("deadline passed", call -> call, 400, "DEADLINE_PASSED"),
                Operation.of("POST", "/users"),
                Operation.of("GET", "/users/{userId}/points").id("userId", buyer.user(), "USER_NOT_FOUND"),
                charge(),
                Operation.of("GET", "/users/{userId}/points/history")
                        .id("userId", buyer.user(), "USER_NOT_FOUND")
                        .paged(),
                Operation.of("GET", "/users/{userId}/reservations")
                        .id("userId", buyer.user(), "USER_NOT_FOUND")
                        .paged(),
                Operation.of("GET", "/queue/concerts/{concertId}/users/{userId}/challenge")
                        .id("concertId", guarded.concert(), "CONCERT_NOT_FOUND")
                        .id("userId", buyer.user()),
                enter(),
                queue("GET"),
                queue("DELETE"),
                reserveSeat(),
                reserve(),
                reservation("GET"),
                reservation("DELETE")
                        .idempotent(USED_KEY)
                        .wrong(
                                "cancelled before",
                                call -> call.id("reservationId", cancelled),
                                409,
                                "RESERVATION_FINAL")
                        .wrongWhenLate("hold has ended", call -> call, 409, "RESERVATION_FINAL"),
                Operation.of("POST", "/payments/{reservationId}")
                        .id("reservationId", held, "RESERVATION_NOT_FOUND")
                        .token(buyer.token())
                        .idempotent(USED_KEY)
                        .wrong("someone else's", call -> call.token(rival.token()), 403, "NOT_YOUR_RESERVATION")
                        .wrong("other concert", call -> call.token(elsewhere.token()), 403, "TOKEN_OF_ANOTHER_CONCERT")
                        .wrong(
                                "cancelled before",
                                call -> call.id("reservationId", cancelled),
                                409,
                                "RESERVATION_FINAL")
                        .wrongWhenLate("hold has ended", call -> call, 410, "HOLD_EXPIRED"),
                Operation.of("GET", "/admin/concerts/{concertId}/queue")
                        .id("concertId", show.concert(), "CONCERT_NOT_FOUND"),
                changeQueue(),
                Operation.of("GET", "/admin/invariants"),
                Operation.of("GET", "/admin/audit-log").paged(),
                Operation.of("GET", "/admin/dead-letters")
                        .paged()
                        .parameter("status", "DEAD")
                        .parameter("topic", "payment.failed")
                        .wrong("unknown status", call -> call.query("status=gone"), 400, "MALFORMED_PARAMETER")
                        .wrong("unknown topic", call -> call.query("topic=payment"), 400, "UNKNOWN_TOPIC"),
                deadLetter("GET", ""),
                deadLetter("DELETE", "")
                        .wrong(
                                "discarded before",
                                call -> call.id("deadLetterId", discarded),
                                409,
                                "DEAD_LETTER_FINAL"),
                deadLetter("POST", "/replay")
                        .wrong("discarded before", call -> call.id("deadLetterId", discarded), 409, "DEAD_LETTER_FINAL")
                        .wrong("no consumer's", call -> call.id("deadLetterId", ofNobody), 409, "NOBODY_TO_REPLAY_FOR"),
                Operation.of("POST", "/admin/dead-letters/replay")
                        .parameter("topic", "payment.failed")
                        .wrong("no topic", call -> call, 400, "VALIDATION", "topic")
                        .wrong("unknown topic", call -> call.query("topic=payment"), 400, "UNKNOWN_TOPIC")
                        .wrong(
                                "topic of dead letters",
                                call -> call.query("topic=payment.failed.dead-letter"),
                                400,
                                "UNKNOWN_TOPIC"),
                makeDemoData());
    }

    private Operation announce() {
        return Operation.of("POST", "/concerts")
                .body(
                        Map.of("title", "Bad Input", "artist", "The Strict", "openTime", "2030-01-01T10:00:00Z"),
                        "openTime")
                .wrong("blank title", call -> call.field("title", "  "), 400, "VALIDATION", "title")
                .wrong("title too long", call -> call.field("title", "🎸".repeat(201)), 400, "VALIDATION", "title")
                .wrong(
                        "control character in title",
                        call -> call.field("title", "a\u0000b"),
                        400,
                        "VALIDATION",
                        "title")
                .wrong(
                        "half a character in title",
                        call -> call.body("{\"title\":\"a\\ud800\",\"artist\":\"b\"}"),
                        400,
                        "VALIDATION",
                        "title")
                .wrong("no time", call -> call.field("openTime", "tomorrow"), 400, "VALIDATION", "openTime")
                .wrong(
                        "time without zone",
                        call -> call.field("openTime", "2030-01-01T10:00:00"),
                        400,
                        "VALIDATION",
                        "openTime")
                .wrong(
                        "year beyond any calendar",
                        call -> call.field("openTime", "+999999999-12-31T23:59:59Z"),
                        400,
                        "VALIDATION",
                        "openTime")
                .wrong("year 0", call -> call.field("openTime", "0000-01-01T00:00:00Z"), 400, "VALIDATION", "openTime")
                .wrong(
                        "duplicate key",
                        call -> call.body("{\"title\":\"a\",\"title\":\"b\",\"artist\":\"c\"}"),
                        400,
                        "MALFORMED_JSON");
    }

    private Operation schedule() {
        return Operation.of("POST", "/concerts/{concertId}/dates")
                .id("concertId", show.concert(), "CONCERT_NOT_FOUND")
                .body(
                        Map.of(
                                "date", "2031-01-02T10:00:00Z",
                                "deadline", "2031-01-01T10:00:00Z",
                                "seats", List.of(Map.of("grade", "VIP", "price", 1000, "count", 1))),
                        "seats")
                .wrong("date in the past", call -> call.field("date", "2001-01-01T00:00:00Z"), 400, "DATE_INVALID")
                .wrong(
                        "deadline in the past",
                        call -> call.field("deadline", "2001-01-01T00:00:00Z"),
                        400,
                        "DATE_INVALID")
                .wrong(
                        "deadline after the date",
                        call -> call.field("deadline", "2031-01-02T10:00:01Z"),
                        400,
                        "DATE_INVALID")
                .wrong(
                        "date beyond the database",
                        call -> call.field("date", "9999-12-31T23:59:59.999999999Z"),
                        400,
                        "VALIDATION",
                        "date")
                .wrong(
                        "same date again",
                        call -> call.field("date", dayOf(show).toString())
                                .field("deadline", dayOf(show).toString()),
                        409,
                        "DATE_EXISTS")
                .wrong("no seats", call -> call.field("seats", List.of()), 400, "VALIDATION", "seats")
                .wrong("unknown grade", call -> seats(call, "BALCONY", 1000, 1), 400, "VALIDATION", "seats[0].grade")
                .wrong("grade by number", call -> seats(call, 0, 1000, 1), 400, "VALIDATION", "seats[0].grade")
                .wrong("price as text", call -> seats(call, "VIP", "1000", 1), 400, "VALIDATION", "seats[0].price")
                .wrong("negative price", call -> seats(call, "VIP", -1, 1), 400, "VALIDATION", "seats[0].price")
                .wrong("part of a seat", call -> seats(call, "VIP", 1000, 1.5), 400, "VALIDATION", "seats[0].count")
                .wrong(
                        "too many seats in a block",
                        call -> seats(call, "VIP", 1000, 100_001),
                        400,
                        "VALIDATION",
                        "seats[0].count")
                .wrong(
                        "too many seats in all",
                        call -> call.field("seats", List.of(block("VIP", 1, 100_000), block("VIP", 1, 1))),
                        400,
                        "TOO_MANY_SEATS");
    }

    private static Operation.Call seats(Operation.Call call, Object grade, Object price, Object count) {
        return call.field("seats", List.of(block(grade, price, count)));
    }

    private static Map<String, Object> block(Object grade, Object price, Object count) {
        return Map.of("grade", grade, "price", price, "count", count);
    }

    private Operation charge() {
        return Operation.of("POST", "/users/{userId}/points")
                .id("userId", buyer.user(), "USER_NOT_FOUND")
                .body(Map.of("point", 1000))
                .idempotent(USED_KEY)
                .wrong("nothing", call -> call.field("point", 0), 400, "VALIDATION", "point")
                .wrong("less than nothing", call -> call.field("point", -1), 400, "VALIDATION", "point")
                .wrong("too much at once", call -> call.field("point", 2_000_001), 400, "VALIDATION", "point")
                .wrong(
                        "too much for a number",
                        call -> call.body("{\"point\":" + "9".repeat(30) + "}"),
                        400,
                        "VALIDATION",
                        "point")
                .wrong(
                        "number of 5,000 digits",
                        call -> call.body("{\"point\":" + "9".repeat(5000) + "}"),
                        400,
                        "MALFORMED_JSON")
                .wrong("reference of nothing", call -> call.field("reference", ""), 400, "VALIDATION", "reference")
                .wrong(
                        "reference of 101 characters",
                        call -> call.field("reference", "r".repeat(101)),
                        400,
                        "VALIDATION",
                        "reference")
                .wrong(
                        "reference with a line break",
                        call -> call.field("reference", "a\nb"),
                        400,
                        "VALIDATION",
                        "reference")
                .wrong(
                        "reference with half a character",
                        call -> call.body("{\"point\":1000,\"reference\":\"\\ud83c\"}"),
                        400,
                        "VALIDATION",
                        "reference")
                .wrong(
                        "reference of another user",
                        call -> call.field("reference", usedReference()),
                        422,
                        "CHARGE_REFERENCE_REUSED")
                .wrong(
                        "reference, too much in a month",
                        call -> call.id("userId", richUser()).field("reference", "beyond the limit"),
                        409,
                        "CHARGE_LIMIT")
                .wrong("part of a point", call -> call.field("point", 1.5), 400, "VALIDATION", "point")
                .wrong("too much in a month", call -> call.id("userId", richUser()), 409, "CHARGE_LIMIT");
    }

    private Operation enter() {
        return Operation.of("POST", "/queue/concerts/{concertId}/users/{userId}")
                .id("concertId", show.concert(), "CONCERT_NOT_FOUND")
                .id("userId", buyer.user(), "USER_NOT_FOUND")
                .wrong("no proof of work", this::atTheGuardedDoor, 428, "PROOF_OF_WORK_REQUIRED")
                .wrong(
                        "nothing for a proof",
                        call -> atTheGuardedDoor(call).header(PROOF, ""),
                        428,
                        "PROOF_OF_WORK_REQUIRED")
                .wrong("two proofs", call -> call.header(PROOF, usedProof, usedProof), 400, "DUPLICATE_HEADER")
                .wrong(
                        "proof of nothing",
                        call -> atTheGuardedDoor(call).header(PROOF, "a.b.c:1"),
                        403,
                        "PROOF_OF_WORK_INVALID")
                .wrong(
                        "proof of another user",
                        call -> atTheGuardedDoor(call).header(PROOF, usedProof).id("userId", rival.user()),
                        403,
                        "PROOF_OF_WORK_INVALID")
                .wrong("used proof", call -> atTheGuardedDoor(call).header(PROOF, usedProof), 409, "PROOF_OF_WORK_USED")
                .wrong("before entry opens", call -> call.id("concertId", closed.concert()), 409, "ENTRY_NOT_OPEN")
                .wrongWhenLate("after the last deadline", call -> call.id("userId", stranger.user()), 409, "SALE_OVER")
                .wrongWhenLate(
                        "proof of an expired challenge",
                        call -> atTheGuardedDoor(call).header(PROOF, usedProof),
                        403,
                        "PROOF_OF_WORK_INVALID");
    }

    private Operation.Call atTheGuardedDoor(Operation.Call call) {
        return call.id("concertId", guarded.concert());
    }

    private Operation queue(String method) {
        return Operation.of(method, "/queue/concerts/{concertId}")
                .id("concertId", show.concert(), "CONCERT_NOT_FOUND")
                .token(buyer.token())
                .wrong("ended token", call -> call.token(gone.token()), 401, "QUEUE_TOKEN_ENDED")
                .wrong(
                        "token of another concert",
                        call -> call.token(stranger.token()),
                        403,
                        "TOKEN_OF_ANOTHER_CONCERT");
    }

    private Operation reserveSeat() {
        return holding(Operation.of("POST", "/reservations/seats/{seatId}")
                .id("seatId", show.seats().get(10), "SEAT_NOT_FOUND")
                .token(rival.token())
                .body(Map.of("concertId", show.concert(), "concertDateId", show.date()))
                .wrong(
                        "seat of another date",
                        call -> call.id("seatId", secondDate.seats().get(0)),
                        400,
                        "SEAT_NOT_OF_DATE")
                .wrong("taken seat", call -> call.id("seatId", show.seats().get(0)), 409, "SEAT_TAKEN"));
    }

    private Operation reserve() {
        List<String> seats = show.seats().subList(10, 12);
        return holding(Operation.of("POST", "/reservations")
                .token(rival.token())
                .body(Map.of("concertId", show.concert(), "concertDateId", show.date(), "seatIds", seats))
                .wrong("no seats", call -> call.field("seatIds", List.of()), 400, "VALIDATION", "seatIds")
                .wrong(
                        "five seats",
                        call -> call.field("seatIds", show.seats().subList(10, 15)),
                        400,
                        "VALIDATION",
                        "seatIds")
                .wrong(
                        "seat that is none",
                        call -> call.field("seatIds", List.of(seats.get(0), "x")),
                        400,
                        "VALIDATION",
                        "seatIds[1]")
                .wrong(
                        "the same seat twice",
                        call -> call.field("seatIds", List.of(seats.get(0), seats.get(0))),
                        400,
                        "DUPLICATE_SEAT")
                .wrong(
                        "unknown seat",
                        call -> call.field("seatIds", List.of(seats.get(0), anyId())),
                        404,
                        "SEAT_NOT_FOUND")
                .wrong(
                        "seat of another date",
                        call -> call.field(
                                "seatIds",
                                List.of(seats.get(0), secondDate.seats().get(0))),
                        400,
                        "SEAT_NOT_OF_DATE")
                .wrong(
                        "taken seat",
                        call -> call.field(
                                "seatIds", List.of(seats.get(0), show.seats().get(0))),
                        409,
                        "SEAT_TAKEN"));
    }

    private Operation holding(Operation operation) {
        return operation
                .wrong(
                        "used idempotency key",
                        call -> call.token(buyer.token())
                                .header("Idempotency-Key", USED_KEY)
                                .field("concertDateId", anyId()),
                        422,
                        "IDEMPOTENCY_KEY_REUSED")
                .idempotencyKeys()
                .wrong(
                        "concert that is none",
                        call -> call.field("concertId", "1-1-1-1-1"),
                        400,
                        "VALIDATION",
                        "concertId")
                .wrong("unknown date", call -> call.field("concertDateId", anyId()), 404, "DATE_NOT_FOUND")
                .wrong(
                        "date of another concert",
                        call -> call.field("concertDateId", otherShow.date()),
                        400,
                        "DATE_NOT_OF_CONCERT")
                .wrong(
                        "token of another concert",
                        call -> call.token(stranger.token()),
                        403,
                        "TOKEN_OF_ANOTHER_CONCERT")
                .wrong("ended token", call -> call.token(gone.token()), 401, "QUEUE_TOKEN_ENDED")
                .wrong("three holds unpaid", call -> at(call, regretted).token(fickle.token()), 429, "HOLD_COOL_DOWN")
                .wrong("more seats than one may have", call -> call.token(atTheLimit.token()), 409, "SEAT_LIMIT")
                .wrong("turn has not come", call -> at(call, full).token(waiting.token()), 403, "STILL_WAITING")
                .wrong("not open yet", call -> at(call, notYetOpen).token(early.token()), 400, "NOT_OPEN_YET")
                .wrongWhenLate("deadline passed", call -> call, 400, "DEADLINE_PASSED");
    }

    /** The same call for another show. */
    private static Operation.Call at(Operation.Call call, Show show) {
        Operation.Call there = call.field("concertId", show.concert()).field("concertDateId", show.date());
        return call.ids().isEmpty()
                ? there.field("seatIds", show.seats().subList(0, 2))
                : there.id("seatId", show.seats().get(0));
    }

    private Operation reservation(String method) {
        return Operation.of(method, "/reservations/{reservationId}")
                .id("reservationId", held, "RESERVATION_NOT_FOUND")
                .token(buyer.token())
                .wrong("someone else's", call -> call.token(rival.token()), 403, "NOT_YOUR_RESERVATION")
                .wrong("other concert", call -> call.token(elsewhere.token()), 403, "TOKEN_OF_ANOTHER_CONCERT");
    }

    private Operation changeQueue() {
        return Operation.of("PUT", "/admin/concerts/{concertId}/queue")
                .id("concertId", show.concert(), "CONCERT_NOT_FOUND")
                .body(
                        Map.of(
                                "maxActive",
                                50,
                                "admitPerSecond",
                                10,
                                "claimSeconds",
                                20,
                                "activeSeconds",
                                300,
                                "paused",
                                false,
                                "proofOfWorkBits",
                                8),
                        "admitPerSecond",
                        "proofOfWorkBits")
                .wrong(
                        "no time to hold",
                        call -> call.field("firstHoldSeconds", 0),
                        400,
                        "VALIDATION",
                        "firstHoldSeconds")
                .wrong("holds below none", call -> call.field("unpaidHolds", -1), 400, "VALIDATION", "unpaidHolds")
                .wrong(
                        "an endless spread",
                        call -> call.field("releaseSpread", 601),
                        400,
                        "VALIDATION",
                        "releaseSpread")
                .wrong(
                        "no such time",
                        call -> call.field("entryOpensAt", "2030-02-30T00:00:00Z"),
                        400,
                        "VALIDATION",
                        "entryOpensAt")
                .wrong("endless work", call -> call.field("proofOfWorkBits", 31), 400, "VALIDATION", "proofOfWorkBits")
                .wrong("nobody inside", call -> call.field("maxActive", 0), 400, "VALIDATION", "maxActive")
                .wrong("no pace", call -> call.field("admitPerSecond", 0), 400, "VALIDATION", "admitPerSecond")
                .wrong("no time to claim", call -> call.field("claimSeconds", 0), 400, "VALIDATION", "claimSeconds")
                .wrong(
                        "longer than a day",
                        call -> call.field("activeSeconds", 86_401),
                        400,
                        "VALIDATION",
                        "activeSeconds");
    }

    private Operation deadLetter(String method, String act) {
        return Operation.of(method, "/admin/dead-letters/{deadLetterId}" + act)
                .id("deadLetterId", dead, "DEAD_LETTER_NOT_FOUND");
    }

    private static Operation makeDemoData() {
        return Operation.of("POST", "/admin/demo-data")
                .body(Map.of("concerts", 1, "datesPerConcert", 1, "seatsPerDate", 1, "richUsers", 1, "poorUsers", 1))
                .wrong("negative concerts", call -> call.field("concerts", -1), 400, "VALIDATION", "concerts")
                .wrong("many concerts", call -> call.field("concerts", 1_001), 400, "VALIDATION", "concerts")
                .wrong("no date", call -> call.field("datesPerConcert", 0), 400, "VALIDATION", "datesPerConcert")
                .wrong("many dates", call -> call.field("datesPerConcert", 101), 400, "VALIDATION", "datesPerConcert")
                .wrong("no seat", call -> call.field("seatsPerDate", 0), 400, "VALIDATION", "seatsPerDate")
                .wrong("many seats", call -> call.field("seatsPerDate", 100_001), 400, "VALIDATION", "seatsPerDate")
                .wrong("half a user", call -> call.field("richUsers", 0.5), 400, "VALIDATION", "richUsers")
                .wrong("many rich users", call -> call.field("richUsers", 100_001), 400, "VALIDATION", "richUsers")
                .wrong("many poor users", call -> call.field("poorUsers", 100_001), 400, "VALIDATION", "poorUsers")
                .wrong(
                        "many seats in all",
                        call -> call.field("concerts", 11).field("seatsPerDate", 100_000),
                        400,
                        "TOO_MUCH_DEMO_DATA");
    }

    private Show aShow(Instant openTime, int maxActive) {
        Show created = api.aShow(openTime, maxActive);
        concerts.add(created.concert());
        return created;
    }

    private Show aGuardedShow() {
        Show created = aShow(Instant.now().minusSeconds(60), 500);
        api.askForWork(created, BITS);
        return created;
    }

    private Show aShowBeforeEntry() {
        Show created = aShow(Instant.now().minusSeconds(60), 500);
        api.setQueue(created, Map.of("entryOpensAt", "2100-01-01T00:00:00Z"));
        return created;
    }

    private String aUsedProof(Show at, String user) {
        String door = "/queue/concerts/" + at.concert() + "/users/" + user;
        String challenge = api.call("GET", door + "/challenge", null, null).text("challenge");
        String proof = QueueFixture.solve(challenge, BITS);
        String token = api.call("POST", door, null, null, PROOF, proof).text("tokenId");
        api.call("DELETE", "/queue/concerts/" + at.concert(), token, null);
        return proof;
    }

    private Show aSecondDate(Show first) {
        Instant day = dayOf(first).plus(Duration.ofDays(1));
        var body = Map.of("date", day.toString(), "deadline", day.toString());
        String date = api.call("POST", "/concerts/" + first.concert() + "/dates", null, body)
                .text("concertDateId");
        return api.seatsOf(first.concert(), date);
    }

    private Instant dayOf(Show any) {
        return Instant.parse(api.call("GET", "/concerts/" + any.concert() + "/dates", null, null)
                .body()
                .get(0)
                .path("date")
                .asText());
    }

    /** Inside, if there is room, and has claimed the slot. */
    private Buyer aBuyer(Show at) {
        Buyer entered = api.aBuyer(at, 100_000);
        users.add(entered.user());
        api.turn(at, entered);
        return entered;
    }

    private Buyer waiting() {
        aBuyer(full);
        return aBuyer(full);
    }

    private String richUser() {
        String user = api.aUser(0);
        for (int i = 0; i < 5; i++) {
            api.charge(user, 2_000_000);
        }
        return user;
    }

    private String usedReference() {
        String reference = anyId();
        api.chargeOnce(reference, api.aUser(0), 1_000);
        return reference;
    }

    private static String anyId() {
        return UUID.randomUUID().toString();
    }
}
