package io.onsale.queue.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.config.QueueConfig;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.port.out.QueuePolicyRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;

@ApplicationScoped
public class PanacheQueuePolicyRepository implements QueuePolicyRepository {
    private final Session session;
    private final QueuePolicy fallback;

    public PanacheQueuePolicyRepository(Session session, QueueConfig config) {
        this.session = session;
        this.fallback = new QueuePolicy(
                config.maxActive(),
                config.admitPerSecond(),
                Math.toIntExact(config.claimWindow().toSeconds()),
                Math.toIntExact(config.activeTime().toSeconds()),
                false);
    }

    @Override
    public QueuePolicy find(ConcertId concertId) {
        return QueuePolicyEntity.<QueuePolicyEntity>findByIdOptional(concertId.value())
                .map(QueuePolicyEntity::toDomain)
                .orElse(fallback);
    }

    /** One statement, so that two operators who are first at once do not collide. */
    @Override
    public void save(ConcertId concertId, QueuePolicy policy) {
        Integer admitPerSecond =
                policy.admitPerSecond().isPresent() ? policy.admitPerSecond().getAsInt() : null;
        session.createNativeMutationQuery("""
                        INSERT INTO queue_policy (concert_id, max_active, admit_per_second, claim_seconds, active_seconds, paused)
                        VALUES (:concert, :maxActive, :admitPerSecond, :claimSeconds, :activeSeconds, :paused)
                        ON DUPLICATE KEY UPDATE max_active = VALUES(max_active), admit_per_second = VALUES(admit_per_second),
                            claim_seconds = VALUES(claim_seconds), active_seconds = VALUES(active_seconds), paused = VALUES(paused)
                        """)
                .setParameter("concert", concertId.value(), UUID.class)
                .setParameter("maxActive", policy.maxActive())
                .setParameter("admitPerSecond", admitPerSecond, Integer.class)
                .setParameter("claimSeconds", policy.claimSeconds())
                .setParameter("activeSeconds", policy.activeSeconds())
                .setParameter("paused", policy.paused())
                .executeUpdate();
    }
}
