package io.onsale.queue.adapter.out.persistence;

import io.onsale.queue.domain.QueuePolicy;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.OptionalInt;
import java.util.UUID;

@Entity
@Table(name = "queue_policy")
public class QueuePolicyEntity extends PanacheEntityBase {
    @Id
    @Column(name = "concert_id")
    public UUID concertId;

    @Column(name = "max_active")
    public int maxActive;

    @Column(name = "admit_per_second")
    public Integer admitPerSecond;

    @Column(name = "claim_seconds")
    public int claimSeconds;

    @Column(name = "active_seconds")
    public int activeSeconds;

    public boolean paused;

    QueuePolicy toDomain() {
        OptionalInt pace = admitPerSecond == null ? OptionalInt.empty() : OptionalInt.of(admitPerSecond);
        return new QueuePolicy(maxActive, pace, claimSeconds, activeSeconds, paused);
    }
}
