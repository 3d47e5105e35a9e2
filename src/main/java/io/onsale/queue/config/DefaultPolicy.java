package io.onsale.queue.config;

import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The policy of a concert for which no operator has set one, and the defaults of single settings of it. */
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
