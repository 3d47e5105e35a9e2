package io.onsale.invariants.port.in;

import io.onsale.invariants.domain.InvariantCheck;
import java.util.List;

/** Compares what is stored with what must hold at all times. */
public interface CheckInvariants {
    /** All of them, over one and the same state of the database, so that a request in flight raises no alarm. */
    List<InvariantCheck> check();
}
