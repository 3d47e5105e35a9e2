package io.onsale.payment.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of payments. */
@ConfigMapping(prefix = "onsale.payment")
public interface PaymentConfig {
    /** The number of declines after which the seats of a reservation go back on sale. */
    @WithDefault("3")
    int maxAttempts();
}
