package io.onsale.queue.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.QueuePolicy;
import java.util.Map;
import java.util.Set;

public interface QueuePolicyRepository {
    /** @return the policy of each; the configured default for a concert whose policy nobody has set */
    Map<ConcertId, QueuePolicy> find(Set<ConcertId> concertIds);

    default QueuePolicy find(ConcertId concertId) {
        return find(Set.of(concertId)).get(concertId);
    }

    void save(ConcertId concertId, QueuePolicy policy);
}
