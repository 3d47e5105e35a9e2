package io.onsale.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The settings of authentication and of its exceptions. The verification of a user token's signature has settings of MicroProfile JWT
 * ({@code mp.jwt.verify.*}).
 */
@ConfigMapping(prefix = "onsale.security")
public interface SecurityConfig {
    @WithDefault("jwt")
    UserAuth userAuth();

    /** A packaged application without authentication starts only if this is true. */
    @WithDefault("false")
    boolean allowUserAuthOff();

    /** Production accepts user tokens by HS256 and its like only if this is true: a party that can verify them can also make them. */
    @WithDefault("false")
    boolean allowSymmetricUserTokens();

    /** Production connects to MySQL, Redis and Kafka on other machines without TLS only if this is true. */
    @WithDefault("false")
    boolean allowPlaintextServers();

    enum UserAuth {
        /** A user token in each request that acts for a user or an operator. */
        JWT,
        /** The user id in the path is trusted, and every caller is an operator. */
        OFF
    }
}
