package io.onsale.reservation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of reservations. */
@ConfigMapping(prefix = "onsale.reservation")
public interface ReservationConfig {
    /** The time for which seats are held for a buyer who has not paid yet. */
    @WithDefault("5m")
    Duration hold();

    /** The number of seats of one concert that a user can hold and have bought, together. */
    @WithDefault("4")
    int maxSeatsPerUser();
}
