package io.onsale.common.config;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.ZoneOffset;

/** The one clock of the service. Tests replace it by one that they set. */
@ApplicationScoped
public class ClockProducer {
    @Produces
    @DefaultBean
    @ApplicationScoped
    Clock clock() {
        // Milliseconds are what the database stores and the API shows.
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
