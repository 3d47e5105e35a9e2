package io.onsale.kernel;

import java.util.List;

/** Where events wait, in the transaction of the change they tell of, until the relay has brought them to Kafka. */
public interface EventOutbox {
    /** Must run inside the transaction of the change: committed with it or not at all. One statement, however many events. */
    void append(List<DomainEvent> events);

    default void append(DomainEvent event) {
        append(List.of(event));
    }
}
