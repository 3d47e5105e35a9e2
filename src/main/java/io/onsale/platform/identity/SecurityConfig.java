package io.onsale.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may do what. How the signature of a user token is verified are settings of MicroProfile JWT ({@code mp.jwt.verify.*}). */
@ConfigMapping(prefix = "onsale.security")
public interface SecurityConfig {
    @WithDefault("jwt")
    UserAuth userAuth();

    /** A packaged application without authentication starts only where this is said as well. */
    @WithDefault("false")
    boolean allowUserAuthOff();

    /** User tokens by HS256 and its like are accepted in production only where this is said as well: whoever verifies them can make them. */
    @WithDefault("false")
    boolean allowSymmetricUserTokens();

    /** MySQL, Redis and Kafka on other machines are spoken to without TLS in production only where this is said. */
    @WithDefault("false")
    boolean allowPlaintextServers();

    enum UserAuth {
        /** A user token in each request that acts for a user or an operator. */
        JWT,
        /** The user id in the path is trusted, and everybody is an operator. */
        OFF
    }
}
