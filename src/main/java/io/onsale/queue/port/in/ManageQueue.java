package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertNotFoundException;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueuePolicy;

public interface ManageQueue {
    /** @throws ConcertNotFoundException if there is no such concert */
    State stateOf(ConcertId concertId);

    /** In force on this instance at once, on the others within a second. */
    State change(ConcertId concertId, QueuePolicy policy);

    record State(QueuePolicy policy, QueueFigures figures) {}
}
