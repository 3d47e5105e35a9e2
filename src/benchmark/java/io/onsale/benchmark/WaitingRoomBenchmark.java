package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.Row.Figure;
import io.onsale.benchmark.Row.Ratio;
import io.onsale.booking.BookingApi.Show;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Entering a queue and asking for one's place, in a short queue and in one of a million. Nobody is admitted: whoever enters waits. */
final class WaitingRoomBenchmark {
    private static final int POLLING = 1_000;
    private static final int CROWD = 1_000_000;
    /** More than can enter in one run. */
    private static final int ENTERING = 200_000;

    private final Bench bench;
    private final List<String> regulars;

    WaitingRoomBenchmark(Bench bench) {
        this.bench = bench;
        this.regulars = bench.users(ENTERING);
    }

    void run() throws Exception {
        Show quiet = bench.api().aShow();
        bench.admit(quiet.concert(), false);
        Iterator<String> users = newUsers();
        poll("poll, 1,000 waiting", polls(quiet, users));
        Ratio few = enter("enter, 1,000 waiting", quiet);

        Show packed = bench.api().aShow();
        bench.admit(packed.concert(), false);
        bench.api().enter(packed, users.next());
        try (var crowd = new Crowd(bench.redisUrl())) {
            long before = crowd.memory();
            crowd.queueUp(packed.concert(), CROWD);
            double bytes = (crowd.memory() - before) / (double) CROWD;
            bench.report().add(new Figure("Redis for each of 1,000,000 waiting", "bytes", 150, List.of(bytes)));
        }
        poll("poll, 1,000,000 waiting", polls(packed, users));
        Ratio many = enter("enter, 1,000,000 waiting", packed);
        bench.report()
                .add(new Ratio(
                        "enter, 1,000,000 waiting", "enter, 1,000 waiting", 0.9, many.measured(), few.measured()));
    }

    private void poll(String what, List<Request> polls) throws Exception {
        bench.compare(
                new Ratio(what, "an empty JSON answer", 0.85),
                () -> bench.rate(GET, 200, Bench.inTurn(polls)),
                bench::emptyAnswer);
    }

    /** Everybody once, as it is at an opening. */
    private Ratio enter(String what, Show show) throws Exception {
        return bench.compare(
                new Ratio(what, "an answer after one command of Redis", 0.8),
                this::enterAgain,
                () -> bench.rate(POST, 201, entering(show, newUsers())),
                bench::redisCommand);
    }

    /** Those who were here before, in a new queue: to make so many users takes longer than they last. */
    private double enterAgain() {
        Show show = bench.api().aShow();
        bench.admit(show.concert(), false);
        return bench.rate(POST, 201, entering(show, regulars.iterator()));
    }

    private Iterator<String> newUsers() {
        return bench.users(ENTERING).iterator();
    }

    private List<Request> polls(Show show, Iterator<String> users) {
        var polls = new ArrayList<Request>();
        for (int i = 0; i < POLLING; i++) {
            polls.add(new Request(
                    API + "/queue/concerts/" + show.concert(),
                    bench.api().enter(show, users.next()).token(),
                    null));
        }
        return polls;
    }

    private static Supplier<Request> entering(Show show, Iterator<String> users) {
        return () -> new Request(API + "/queue/concerts/" + show.concert() + "/users/" + users.next());
    }
}
