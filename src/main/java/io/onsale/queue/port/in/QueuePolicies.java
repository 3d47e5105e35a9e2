package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.queue.domain.QueuePolicy;

/**
 * The policies of waiting rooms. They come from memory where this instance follows the queue, and else from the
 * database, for which the caller waits.
 */
public interface QueuePolicies {
    /** @throws ConcertNotFoundException if there is no such concert */
    QueuePolicy of(ConcertId concertId);
}
