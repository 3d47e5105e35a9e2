package io.onsale.common.port.out;

import io.onsale.common.domain.DomainEvent;

/** Where events wait, in the transaction of the change they tell of, until the relay has brought them to Kafka. */
public interface EventOutbox {
    /** Must run inside the transaction of the change: committed with it or not at all. */
    void append(DomainEvent event);
}
