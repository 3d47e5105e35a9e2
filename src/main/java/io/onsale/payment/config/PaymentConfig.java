package io.onsale.payment.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "onsale.payment")
public interface PaymentConfig {
    /** Declines after which the seats of a reservation go back on sale. */
    @WithDefault("3")
    int maxAttempts();
}
