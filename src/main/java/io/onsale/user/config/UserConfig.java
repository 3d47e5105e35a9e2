package io.onsale.user.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of users and their points. */
@ConfigMapping(prefix = "onsale.user")
public interface UserConfig {
    /** The points that a new user starts with. */
    @WithDefault("0")
    long welcomePoints();

    /** The callers who may charge points, which are money. */
    @WithDefault("operator")
    Charging charging();

    enum Charging {
        /** Besides operators, every user may charge their own account, for nothing. */
        OPEN,
        /**
         * Only operators, and callers who take payments (group {@code payments}), may charge: any account, once for
         * each reference.
         */
        OPERATOR
    }
}
