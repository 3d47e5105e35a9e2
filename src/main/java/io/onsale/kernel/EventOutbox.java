package io.onsale.kernel;

import java.util.List;

/**
 * The outbox: events are stored in the transaction of the change that they report, and wait there until the relay has brought them to
 * Kafka.
 */
public interface EventOutbox {
    /**
     * Must run inside the transaction of the change, with which the events are committed or rolled back. It costs one statement, however
     * many events there are.
     */
    void append(List<DomainEvent> events);

    default void append(DomainEvent event) {
        append(List.of(event));
    }
}
