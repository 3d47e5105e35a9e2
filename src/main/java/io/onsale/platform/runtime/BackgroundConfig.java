package io.onsale.platform.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The switch of the work that no request asks for: admission, the relay of the outbox, the creation of topics. The scheduler has its own
 * switch.
 */
@ConfigMapping(prefix = "onsale.background")
public interface BackgroundConfig {
    /** Off in a process that answers one question and ends. */
    @WithDefault("true")
    boolean enabled();
}
