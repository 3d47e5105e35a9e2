package io.onsale.invariants.usecase;

import io.onsale.invariants.domain.InvariantCheck;
import io.onsale.invariants.port.in.CheckInvariants;
import io.onsale.invariants.port.out.StoredState;
import io.onsale.reservation.port.in.ReserveSeats;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

@ApplicationScoped
public class AuditStoredState implements CheckInvariants {
    /** How late an expired hold may be back on sale when the instance that was at it has died. */
    private static final Duration EXPIRY_GRACE = Duration.ofSeconds(10);

    private final StoredState state;
    private final ReserveSeats reserveSeats;
    private final Clock clock;

    public AuditStoredState(StoredState state, ReserveSeats reserveSeats, Clock clock) {
        this.state = state;
        this.reserveSeats = reserveSeats;
        this.clock = clock;
    }

    @Override
    @Transactional
    public List<InvariantCheck> check() {
        return state.checkAll(clock.instant().minus(EXPIRY_GRACE), reserveSeats.seatLimit());
    }
}
