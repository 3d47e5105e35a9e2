package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertNotFoundException;
import io.onsale.queue.domain.QueuePolicy;

/** How the waiting room of a concert is run; at most a second old, hardly ever read from the database by the caller. */
public interface QueuePolicies {
    /** @throws ConcertNotFoundException if there is no such concert */
    QueuePolicy of(ConcertId concertId);
}
