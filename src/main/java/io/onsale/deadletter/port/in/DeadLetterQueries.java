package io.onsale.deadletter.port.in;

import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.domain.DeadLetterId;
import io.onsale.deadletter.domain.DeadLetterStatus;
import io.onsale.deadletter.domain.DeadLetterSummary;
import java.util.List;
import java.util.Optional;

public interface DeadLetterQueries {
    /** Newest first. */
    List<DeadLetterSummary> list(Optional<String> topic, DeadLetterStatus status, int page, int size);

    long count(Optional<String> topic, DeadLetterStatus status);

    /** @throws io.onsale.deadletter.domain.DeadLetterNotFoundException if there is no such dead letter */
    DeadLetter deadLetter(DeadLetterId id);
}
