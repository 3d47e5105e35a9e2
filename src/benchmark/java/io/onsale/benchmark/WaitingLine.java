package io.onsale.benchmark;

import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.booking.BookingApi.Show;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A queue that admits nobody: at its front users who poll, behind them a crowd, and at the end the users who enter. */
final class WaitingLine {
    private static final int POLLING = 1_000;

    private final Crowd crowd;
    private final Show show;
    private final int people;
    private final List<Request> polls;
    private final List<String> newcomers;

    /**
     * @param users the first of whom poll, while the others come and go
     * @param people who wait before anybody enters
     */
    WaitingLine(Bench bench, Crowd crowd, Show show, List<String> users, int people) {
        this.crowd = crowd;
        this.show = show;
        this.people = people;
        bench.admit(show.concert(), false);
        int polling = Math.min(POLLING, people);
        polls = users.subList(0, polling).stream()
                .map(user -> new Request(path(), bench.api().enter(show, user).token(), null))
                .toList();
        newcomers = users.subList(polling, users.size());
        crowd.queueUp(show.concert(), people - polling);
    }

    private String path() {
        return API + "/queue/concerts/" + show.concert();
    }

    Supplier<Request> polls() {
        return Bench.inTurn(polls);
    }

    /** An entry by each of the users who do not poll. */
    List<Request> newcomers() {
        return newcomers.stream()
                .map(user -> new Request(path() + "/users/" + user))
                .toList();
    }

    /** Entries of the users who do not poll. */
    Supplier<Request> entering() {
        return entering(newcomers);
    }

    /** One entry of each user. Earlier entrants are removed, so that as many wait as at first. */
    Supplier<Request> entering(List<String> users) {
        crowd.shorten(show.concert(), people);
        Iterator<String> next = users.iterator();
        return () -> new Request(path() + "/users/" + next.next());
    }
}
