package io.onsale.queue.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.QueuePolicy;

public interface QueuePolicyRepository {
    /** @return the configured default for a concert whose policy nobody has set */
    QueuePolicy find(ConcertId concertId);

    void save(ConcertId concertId, QueuePolicy policy);
}
