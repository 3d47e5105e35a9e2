package io.onsale.invariants.port.out;

import io.onsale.invariants.domain.InvariantCheck;
import java.time.Instant;
import java.util.List;

/** The state of seats, reservations and money as the database has it. */
public interface StoredState {
    /**
     * All of one and the same instant.
     *
     * @param holdsDueBefore when the holds that are still pending must not have expired
     * @param seatLimit seats of one concert that a user can hold and have bought
     */
    List<InvariantCheck> checkAll(Instant holdsDueBefore, int seatLimit);
}
