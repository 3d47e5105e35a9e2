package io.onsale.deadletter.port.in;

import io.onsale.deadletter.domain.DeadLetterId;

/** Says that a record need not be processed any more. It stays to be seen. */
public interface DiscardDeadLetter {
    /**
     * @throws io.onsale.deadletter.domain.DeadLetterNotFoundException if there is no such dead letter
     * @throws io.onsale.deadletter.domain.DeadLetterFinalException if it was replayed or discarded
     */
    void discard(DeadLetterId id);
}
