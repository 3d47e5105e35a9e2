package io.onsale.user.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "onsale.user")
public interface UserConfig {
    /** Points that a new user starts with. */
    @WithDefault("0")
    long welcomePoints();

    /** Who charges points, which are money. */
    @WithDefault("operator")
    Charging charging();

    enum Charging {
        /** Also everybody for themselves, for nothing. */
        OPEN,
        /** Operators, and who takes payments (group {@code payments}): for anybody, once for each reference. */
        OPERATOR
    }
}
