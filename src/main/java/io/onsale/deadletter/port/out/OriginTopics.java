package io.onsale.deadletter.port.out;

import io.onsale.deadletter.domain.DeadLetter;
import java.util.List;

/** The topics that dead letters came from. */
public interface OriginTopics {
    /**
     * Sends the records as they were, each marked for the consumer that had given up on it, and returns once they are stored safely.
     *
     * @throws io.onsale.common.domain.UnavailableException if that takes longer than a caller waits; they may arrive later all the same
     */
    void send(List<DeadLetter> letters);
}
