package io.onsale.common.port.out;

import io.onsale.common.domain.RecordedEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where events are read by whoever wants to hear of them. */
public interface EventStream {
    /**
     * Those of one key arrive in the order of the list. Completes when all have been stored safely or given up, which has an end: what is
     * given up may arrive all the same.
     *
     * @param events of one type
     */
    CompletionStage<Outcome> publish(List<RecordedEvent> events);

    /**
     * @param stored of the events, those that are safe
     * @param trouble what was the matter with the others, for the log
     */
    record Outcome(List<RecordedEvent> stored, Optional<String> trouble) {}
}
