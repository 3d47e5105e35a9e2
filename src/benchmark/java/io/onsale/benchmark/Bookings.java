package io.onsale.benchmark;

import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.booking.BookingApi.Show;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buyers whose turn it is, and what each is going to ask for: a seat of their own. */
final class Bookings {
    static final int SEATS_PER_USER = 4;

    private final Bench bench;
    /** By concert and user. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    Bookings(Bench bench) {
        this.bench = bench;
    }

    /** One request for each seat of so many new concerts, in turn. */
    Queue<Request> reservations(int concerts, int seats) {
        return reservations(bench.shows(concerts, seats), bench.users(seats / SEATS_PER_USER));
    }

    Queue<Request> reservations(List<Show> shows, List<String> users) {
        for (Show show : shows) {
            bench.admit(show.concert(), true);
            users.parallelStream()
                    .forEach(user -> tokens.put(
                            show.concert() + user, bench.api().enter(show, user).token()));
        }
        Queue<Request> requests = new ConcurrentLinkedQueue<>();
        for (int seat = 0; seat < users.size() * SEATS_PER_USER; seat++) {
            for (Show show : shows) {
                requests.add(new Request(
                        API + "/reservations/seats/" + show.seats().get(seat),
                        tokens.get(show.concert() + buyer(users, seat)),
                        "{\"concertId\":\"%s\",\"concertDateId\":\"%s\"}".formatted(show.concert(), show.date())));
            }
        }
        return requests;
    }

    /** Neighbouring seats are of different buyers, as those who buy at the same time are. */
    static String buyer(List<String> users, int seat) {
        return users.get(seat % users.size());
    }

    /** Null if nobody has reserved anything by {@link #reservations}. */
    String token(String concert, String user) {
        return tokens.get(concert + user);
    }
}
