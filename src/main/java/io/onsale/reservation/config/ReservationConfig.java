package io.onsale.reservation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "onsale.reservation")
public interface ReservationConfig {
    /** How long seats are held for a buyer who has not paid yet. */
    @WithDefault("5m")
    Duration hold();

    /** Seats of one concert that a user can hold and have bought, together. */
    @WithDefault("4")
    int maxSeatsPerUser();
}
