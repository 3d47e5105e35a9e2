package io.onsale.invariants.usecase;

import io.onsale.invariants.domain.InvariantCheck;
import io.onsale.invariants.port.in.CheckInvariants;
import io.onsale.invariants.port.out.StoredState;
import io.onsale.invariants.port.out.WaitingRooms;
import io.onsale.reservation.port.in.ReserveSeats;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@ApplicationScoped
public class AuditLiveData implements CheckInvariants {
    /** How late an expired hold may be back on sale when the instance that was at it has died. */
    private static final Duration EXPIRY_GRACE = Duration.ofSeconds(10);

    private final StoredState state;
    private final WaitingRooms rooms;
    private final EventsInFlight events;
    private final ReserveSeats reserveSeats;
    private final Clock clock;

    public AuditLiveData(
            StoredState state, WaitingRooms rooms, EventsInFlight events, ReserveSeats reserveSeats, Clock clock) {
        this.state = state;
        this.rooms = rooms;
        this.events = events;
        this.reserveSeats = reserveSeats;
        this.clock = clock;
    }

    @Override
    public List<InvariantCheck> check() {
        var checks = new ArrayList<>(state.checkAll(clock.instant().minus(EXPIRY_GRACE), reserveSeats.seatLimit()));
        checks.addAll(rooms.checkAll());
        checks.addAll(events.checkAll());
        return checks;
    }
}
