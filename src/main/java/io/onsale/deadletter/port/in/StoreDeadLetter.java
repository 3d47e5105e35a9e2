package io.onsale.deadletter.port.in;

import io.onsale.deadletter.domain.Failure;
import io.onsale.deadletter.domain.Message;
import io.onsale.deadletter.domain.Origin;
import java.time.Instant;

/** Keeps a dead letter for operators to decide about. */
public interface StoreDeadLetter {
    record Command(Failure failure, Origin origin, Message message, Instant diedAt) {}

    /** @return false if it is there already */
    boolean store(Command died);
}
