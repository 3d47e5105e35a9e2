package io.onsale.invariants;

import io.onsale.reservation.port.in.ReserveSeats;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The check of all invariants against the stored state. */
@ApplicationScoped
public class CheckInvariants {
    /** How late an expired hold may be back on sale when the instance that was releasing it has died. */
    private static final Duration EXPIRY_GRACE = Duration.ofSeconds(10);

    private final StoredState state;
    private final WaitingRooms rooms;
    private final EventsInFlight events;
    private final ReserveSeats reserveSeats;
    private final Clock clock;

    public CheckInvariants(
            StoredState state, WaitingRooms rooms, EventsInFlight events, ReserveSeats reserveSeats, Clock clock) {
        this.state = state;
        this.rooms = rooms;
        this.events = events;
        this.reserveSeats = reserveSeats;
        this.clock = clock;
    }

    /**
     * Checks all invariants, without alarms for what is in flight: an event that seems to be left behind in the outbox or by consumers is
     * watched for about twenty seconds at most. Fails where the database or Redis does not answer; without Kafka no event is expected to
     * move.
     */
    public List<InvariantCheck> check() {
        var checks = new ArrayList<>(state.checkAll(clock.instant().minus(EXPIRY_GRACE), reserveSeats.seatLimit()));
        checks.addAll(rooms.checkAll());
        checks.addAll(events.checkAll());
        return checks;
    }
}
