package io.onsale.user.adapter.in.rest;

import io.onsale.user.config.UserConfig;
import io.onsale.user.config.UserConfig.Charging;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The warning at the start of a packaged application that gives points away. */
@Startup
@ApplicationScoped
public class OpenCharging {
    private static final Logger LOG = Logger.getLogger(OpenCharging.class);

    @Inject
    public OpenCharging(
            UserConfig config,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this(config, serves, LaunchMode.current());
    }

    OpenCharging(UserConfig config, boolean serves, LaunchMode launchMode) {
        // In development this is meant, and a command charges nobody.
        if (config.charging() == Charging.OPEN && serves && launchMode == LaunchMode.NORMAL) {
            LOG.warn(
                    "Charging is OPEN: users give themselves points for nothing; onsale.user.charging=operator leaves it to operators and payments");
        }
    }
}
