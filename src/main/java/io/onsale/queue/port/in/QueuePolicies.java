package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.queue.domain.QueuePolicy;

/** How the waiting room of a concert is run; read from the database by the caller only where this instance does not follow it yet. */
public interface QueuePolicies {
    /** @throws ConcertNotFoundException if there is no such concert */
    QueuePolicy of(ConcertId concertId);
}
