package io.onsale.queue.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.QueuePolicy;
import java.util.Map;
import java.util.Set;

/** The store of the policies that operators have set. */
public interface QueuePolicyRepository {
    /** @return the policy of each concert; the configured default where nobody has set one */
    Map<ConcertId, QueuePolicy> find(Set<ConcertId> concertIds);

    default QueuePolicy find(ConcertId concertId) {
        return find(Set.of(concertId)).get(concertId);
    }

    void save(ConcertId concertId, QueuePolicy policy);
}
