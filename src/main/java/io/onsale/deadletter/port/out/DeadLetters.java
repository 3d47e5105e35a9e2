package io.onsale.deadletter.port.out;

import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.domain.DeadLetterId;
import io.onsale.deadletter.domain.DeadLetterStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

public interface DeadLetters {
    /** False if there is one of this consumer and origin. */
    boolean add(DeadLetter letter);

    Optional<DeadLetter> find(DeadLetterId id);

    /** DEAD → the given status; false if it was not DEAD. */
    boolean change(DeadLetterId id, DeadLetterStatus status, Instant now);

    /** Those of a topic that are DEAD, oldest first. */
    List<DeadLetterId> dead(String topic);

    /** DEAD → REPLAYED; those that are not DEAD, or that somebody else is just deciding about, are left out. */
    List<DeadLetter> markReplayed(List<DeadLetterId> ids, Instant now);
}
