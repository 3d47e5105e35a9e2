package io.onsale.invariants.port.out;

import io.onsale.invariants.domain.InvariantCheck;
import java.util.List;

/** The queues in use, each looked at in one instant. */
public interface WaitingRooms {
    /** Fails with {@link io.onsale.common.domain.UnavailableException} where a queue cannot be looked at. */
    List<InvariantCheck> checkAll();
}
