package io.onsale.queue.config;

import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What holds for a concert, or for a setting of it, about which no operator has said anything. */
@ApplicationScoped
public class DefaultPolicy {
    private final QueueConfig config;

    public DefaultPolicy(QueueConfig config) {
        this.config = config;
    }

    public QueuePolicy policy() {
        return new QueuePolicy(
                config.maxActive(),
                config.admitPerSecond(),
                Math.toIntExact(config.claimWindow().toSeconds()),
                Math.toIntExact(config.activeTime().toSeconds()),
                false,
                0,
                holdLimits(),
                Optional.empty());
    }

    public HoldLimits holdLimits() {
        return new HoldLimits(
                Math.toIntExact(config.firstHold().toSeconds()),
                config.unpaidHolds(),
                Math.toIntExact(config.releaseSpread().toSeconds()));
    }
}
