package io.onsale.drill;

import static io.onsale.drill.Caller.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.booking.BookingApi.Show;
import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A sequence of buyers, each with an account of their own. A buyer enters, waits as told, takes one to four seats, and
 * then pays, pays twice, cancels, walks away, or has too little money; loses connections in mid-request and asks again.
 */
final class DrillBuyer implements Callable<Void> {
    static final int RICH = 200_000;
    private static final int POOR = 500;
    /** Buyers choose among this many seats, so that they compete. */
    private static final int SEATS_IN_SIGHT = 24;

    private final Caller caller;
    private final Random random;
    private final boolean losesConnections;
    private final Supplier<Show> shows;
    private final BooleanSupplier over;
    private String user;
    private Show show;

    DrillBuyer(
            Cluster cluster,
            History history,
            Random random,
            boolean losesConnections,
            Supplier<Show> shows,
            BooleanSupplier over) {
        this.losesConnections = losesConnections;
        this.caller = new Caller(cluster, history, random);
        this.random = random;
        this.shows = shows;
        this.over = over;
    }

    @Override
    public Void call() throws InterruptedException {
        while (!over.getAsBoolean()) {
            journey();
        }
        return null;
    }

    private void journey() throws InterruptedException {
        show = shows.get();
        caller.is("");
        JsonNode account = caller.look("POST", "/users", null);
        if (account == null) {
            pause(500);
            return;
        }
        user = account.path("userId").asText();
        caller.is(user);
        boolean rich = chance(80);
        charge(rich ? RICH : POOR);
        caller.wants(show.concert());
        if (enter() && awaitTurn()) {
            List<String> seats = new ArrayList<>();
            String reservation = reserve(seats);
            if (reservation != null) {
                pause(random.nextInt(800));
                settle(reservation, rich);
            }
        }
    }

    /**
     * Charges points. With a key the charge is repeated until it is answered; without one, a lost answer leaves its
     * outcome unknown.
     */
    private void charge(int points) throws InterruptedException {
        String key = chance(70) ? key() : null;
        Supplier<Entry> charge = () -> caller.call(
                Op.CHARGE,
                List.of("" + points),
                key,
                "POST",
                "/users/" + user + "/points",
                body("point", points),
                cut(10));
        if (key != null) {
            untilKnown(charge);
        } else {
            charge.get();
        }
    }

    private boolean enter() throws InterruptedException {
        Entry entered = untilKnown(() -> caller.call(
                Op.ENTER,
                List.of(),
                null,
                "POST",
                "/queue/concerts/" + show.concert() + "/users/" + user,
                null,
                cut(5)));
        if (!entered.succeeded()) {
            return false;
        }
        caller.holds(entered.text("tokenId"));
        pause(entered.body().path("pollAfterMs").asInt());
        return true;
    }

    private boolean awaitTurn() throws InterruptedException {
        boolean impatient = chance(5);
        int patience = chance(10) ? random.nextInt(4) : Integer.MAX_VALUE;
        for (int polls = 0; !over.getAsBoolean(); polls++) {
            if (polls == patience) {
                if (chance(50)) {
                    caller.call(Op.LEAVE, List.of(), null, "DELETE", "/queue/concerts/" + show.concert(), null);
                }
                return false;
            }
            if (chance(3) && !enter()) {
                return false;
            }
            Entry poll = untilKnown(() ->
                    caller.call(Op.POLL, List.of(), null, "GET", "/queue/concerts/" + show.concert(), null, cut(3)));
            if (!poll.succeeded()) {
                return false;
            }
            if (poll.text("status").equals("ACTIVE")) {
                return true;
            }
            pause(impatient ? 100 : poll.body().path("pollAfterMs").asInt());
        }
        return false;
    }

    /** @return the reservation, or null if there is none */
    private String reserve(List<String> seats) throws InterruptedException {
        for (int attempt = 0; attempt < 6 && !over.getAsBoolean(); attempt++) {
            choose(seats);
            if (seats.isEmpty()) {
                return null;
            }
            List<String> wanted = List.copyOf(seats);
            String key = chance(40) ? key() : null;
            boolean single = wanted.size() == 1 && chance(50);
            Entry reserved = untilKnown(() -> single
                    ? caller.call(
                            Op.RESERVE,
                            wanted,
                            key,
                            "POST",
                            "/reservations/seats/" + wanted.get(0),
                            body("concertId", show.concert(), "concertDateId", show.date()),
                            cut(8))
                    : caller.call(
                            Op.RESERVE,
                            wanted,
                            key,
                            "POST",
                            "/reservations",
                            body("concertId", show.concert(), "concertDateId", show.date(), "seatIds", wanted),
                            cut(8)));
            if (reserved.succeeded()) {
                return reserved.text("reservationId");
            }
            if (reserved.status() != 409) {
                return null;
            }
        }
        return null;
    }

    private void choose(List<String> seats) {
        seats.clear();
        JsonNode list = caller.look("GET", "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats", null);
        var available = new ArrayList<String>();
        if (list != null && !chance(30)) { // the other buyers use the list that they saw a while ago
            list.forEach(seat -> available.add(seat.path("seatId").asText()));
        } else {
            available.addAll(show.seats());
        }
        int count = Math.min(1 + random.nextInt(4), available.size());
        int first = available.isEmpty() ? 0 : random.nextInt(Math.min(SEATS_IN_SIGHT, available.size() - count + 1));
        seats.addAll(available.subList(first, first + count));
    }

    private void settle(String reservation, boolean rich) throws InterruptedException {
        int dice = random.nextInt(100);
        if (dice < 10) {
            return; // walks away
        }
        if (dice < 18) {
            cancel(reservation);
            return;
        }
        if (dice < 22) {
            pause((int) Cluster.HOLD.toMillis()); // too late, or almost
        }
        Entry paid;
        if (dice < 35) {
            paid = payTwice(reservation);
        } else {
            paid = pay(reservation, chance(40) ? key() : null);
        }
        if (!rich && paid.status() == 402) {
            if (chance(60)) {
                charge(RICH);
            }
            paid = pay(reservation, null);
            if (paid.status() == 402) {
                pay(reservation, null); // the third and last
            }
        }
        if (paid.succeeded() && chance(12)) {
            pause(random.nextInt(1000));
            cancel(reservation);
        } else if (paid.succeeded() && chance(8)) {
            pay(reservation, null);
        }
    }

    private Entry pay(String reservation, String key) throws InterruptedException {
        return untilKnown(() ->
                caller.call(Op.PAY, List.of(reservation), key, "POST", "/payments/" + reservation, null, cut(10)));
    }

    /** Pays at the same time through two instances. */
    private Entry payTwice(String reservation) throws InterruptedException {
        Caller other = caller.again();
        var second = new Thread(
                () -> other.call(Op.PAY, List.of(reservation), null, "POST", "/payments/" + reservation, null));
        second.start();
        Entry first = pay(reservation, null);
        second.join();
        return first.succeeded() ? first : pay(reservation, null);
    }

    private void cancel(String reservation) throws InterruptedException {
        String key = chance(40) ? key() : null;
        untilKnown(() -> caller.call(
                Op.CANCEL, List.of(reservation), key, "DELETE", "/reservations/" + reservation, null, cut(8)));
    }

    /** Repeats a call while there is no answer, or one that says to ask again. */
    private Entry untilKnown(Supplier<Entry> call) throws InterruptedException {
        Entry entry = call.get();
        while (!over.getAsBoolean() && (entry.isUnknown() || entry.retryAfter() != null)) {
            pause(entry.retryAfter() == null ? 200 : 1000 * Integer.parseInt(entry.retryAfter()));
            entry = call.get();
        }
        return entry;
    }

    private long cut(int percent) {
        return losesConnections && chance(percent) ? 1 + random.nextInt(30) : 10_000;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String key() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static void pause(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
