package io.onsale.common.port.out;

import io.onsale.common.domain.RecordedEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where events are read by whoever wants to hear of them. */
public interface EventStream {
    /**
     * Completes when all have been stored safely, which takes as long as the brokers are away. Those of one key arrive in the order of
     * the list.
     */
    CompletionStage<Void> publish(List<RecordedEvent> events);
}
