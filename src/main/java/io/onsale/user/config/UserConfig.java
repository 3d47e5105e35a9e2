package io.onsale.user.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "onsale.user")
public interface UserConfig {
    /** Points that a new user starts with. */
    @WithDefault("0")
    long welcomePoints();
}
