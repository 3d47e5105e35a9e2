package io.onsale.platform.identity;

import io.onsale.platform.identity.SecurityConfig.UserAuth;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The switch of user authentication. A setting that leaves a door open by mistake stops the start. */
@Startup
@ApplicationScoped
public class UserAuthentication {
    private static final Logger LOG = Logger.getLogger(UserAuthentication.class);
    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = KEY + ".location";
    private static final String ISSUER = "mp.jwt.verify.issuer";
    private static final String AUDIENCES = "mp.jwt.verify.audiences";
    private static final String SERVES = "quarkus.http.host-enabled";
    private static final String BLOCKING = "quarkus.smallrye-jwt.blocking-authentication";

    private final boolean off;

    @Inject
    public UserAuthentication(SecurityConfig security, Config config) {
        this(security, config, LaunchMode.current());
    }

    UserAuthentication(SecurityConfig security, Config config, LaunchMode launchMode) {
        off = security.userAuth() == UserAuth.OFF;
        if (!config.getOptionalValue(SERVES, Boolean.class).orElse(true)) {
            return; // a command takes no requests
        }
        if (off) {
            requireAllowed(security, launchMode);
            LOG.warn(
                    "User authentication is OFF: whoever reaches this service may act for any user and as an operator");
        } else {
            requireVerifiable(config);
        }
    }

    private static void requireAllowed(SecurityConfig security, LaunchMode launchMode) {
        if (launchMode == LaunchMode.NORMAL && !security.allowUserAuthOff()) {
            throw new IllegalStateException("onsale.security.user-auth=off opens every account and all of /admin to "
                    + "everybody: leave it at jwt, or say onsale.security.allow-user-auth-off=true as well.");
        }
    }

    private static void requireVerifiable(Config config) {
        Optional<String> location = config.getOptionalValue(LOCATION, String.class);
        if (location.isEmpty() && config.getOptionalValue(KEY, String.class).isEmpty()) {
            throw new IllegalStateException("User tokens cannot be verified: set " + LOCATION
                    + " to the file of a public key or to the URL of a JWKS, or " + KEY + " to the key itself.");
        }
        // A token that the same provider issued to another application must not be valid here.
        for (String name : new String[] {ISSUER, AUDIENCES}) {
            if (config.getOptionalValue(name, String.class).isEmpty()) {
                throw new IllegalStateException("User tokens of any origin would be accepted: set " + name + '.');
            }
        }
        boolean fetched = location.filter(url -> url.startsWith("http")).isPresent();
        if (fetched && !config.getOptionalValue(BLOCKING, Boolean.class).orElse(true)) {
            throw new IllegalStateException("Keys are fetched from " + LOCATION
                    + ", for which polls must not wait: leave out " + BLOCKING + '.');
        }
    }

    boolean isOff() {
        return off;
    }
}
