package io.onsale.invariants.port.in;

import io.onsale.invariants.domain.InvariantCheck;
import java.util.List;

/** Compares what is stored with what must hold at all times. */
public interface CheckInvariants {
    /**
     * All of them, so that what is in flight raises no alarm. What only seems to be left behind in the outbox or by consumers is looked at
     * for some twenty seconds at most. Fails where the database or Redis does not answer; without Kafka no event is expected to move.
     */
    List<InvariantCheck> check();
}
