package io.onsale.benchmark;

import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.booking.BookingApi.Show;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buyers whose turn it is, and their requests: each reserves seats of their own and pays for them. */
final class Bookings {
    static final int CONCERTS = Integer.getInteger("onsale.benchmark.concerts", 20);
    static final int SEATS = 10_000;
    static final int SEATS_PER_USER = 4;

    private final Bench bench;
    /** The queue tokens by concert and user. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    Bookings(Bench bench) {
        this.bench = bench;
    }

    /** As many as a chapter can need. */
    Queue<Request> reservations() {
        return reservations(CONCERTS, SEATS);
    }

    /** One request for each seat of so many new concerts, in turn. */
    Queue<Request> reservations(int concerts, int seats) {
        return reservations(bench.shows(concerts, seats), bench.users(seats / SEATS_PER_USER));
    }

    /** Requests for the concerts in turn, but for one date of a concert after the other; as many as the users may have. */
    Queue<Request> reservations(List<Show> shows, List<String> users) {
        Map<String, List<Request>> ofConcerts = new LinkedHashMap<>();
        for (Show show : shows) {
            List<Request> requests = ofConcerts.computeIfAbsent(show.concert(), concert -> enter(show, users));
            for (String seat : show.seats()) {
                if (requests.size() < users.size() * SEATS_PER_USER) {
                    requests.add(reservation(show, seat, token(show.concert(), buyer(users, requests.size()))));
                }
            }
        }
        Queue<Request> inTurn = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < users.size() * SEATS_PER_USER; i++) {
            for (List<Request> requests : ofConcerts.values()) {
                if (i < requests.size()) {
                    inTurn.add(requests.get(i));
                }
            }
        }
        return inTurn;
    }

    /** Returns an empty list for the users' requests. */
    private List<Request> enter(Show show, List<String> users) {
        bench.admit(show.concert(), true);
        users.parallelStream()
                .forEach(user -> tokens.put(
                        show.concert() + user, bench.api().enter(show, user).token()));
        return new ArrayList<>();
    }

    static Request reservation(Show show, String seat, String token) {
        return new Request(
                API + "/reservations/seats/" + seat,
                token,
                "{\"concertId\":\"%s\",\"concertDateId\":\"%s\"}".formatted(show.concert(), show.date()));
    }

    /** Neighbouring seats go to different buyers, as at a real opening. */
    static String buyer(List<String> users, int seat) {
        return users.get(seat % users.size());
    }

    /** Null if the user has reserved nothing by {@link #reservations}. */
    private String token(String concert, String user) {
        return tokens.get(concert + user);
    }

    /** Payments of all reservations of these buyers, the latest first. */
    Queue<Request> payments() throws SQLException {
        keep();
        Queue<Request> payments = new ConcurrentLinkedQueue<>();
        try (Connection connection = bench.database();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT LOWER(HEX(id)), LOWER(HEX(concert_id)), LOWER(HEX(user_id))"
                                + " FROM reservation WHERE status = 'PENDING' ORDER BY id DESC")) {
            while (rows.next()) {
                String token = token(dashed(rows.getString(2)), dashed(rows.getString(3)));
                if (token != null) {
                    payments.add(new Request(API + "/payments/" + dashed(rows.getString(1)), token, null));
                }
            }
        }
        return payments;
    }

    /** Makes unpaid holds outlive the benchmark: they would otherwise come due in the middle of another measurement. */
    void keep() throws SQLException {
        try (Connection connection = bench.database()) {
            connection
                    .createStatement()
                    .executeUpdate("UPDATE reservation SET expires_at = expires_at + INTERVAL 1 DAY"
                            + " WHERE status = 'PENDING' AND expires_at < UTC_TIMESTAMP() + INTERVAL 1 HOUR");
        }
    }

    private static String dashed(String hex) {
        return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
