package io.onsale.platform.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What goes on without being asked for: admission, the relay, the creation of topics. (The scheduler has a switch of its own.) */
@ConfigMapping(prefix = "onsale.background")
public interface BackgroundConfig {
    /** Off in a process that answers one question and ends. */
    @WithDefault("true")
    boolean enabled();
}
