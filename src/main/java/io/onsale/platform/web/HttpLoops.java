package io.onsale.platform.web;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The default number of event loops: the API has as many as the framework would have in all, and health and metrics have one more (ADR 54,
 * see ManagementLoop). A deployment that sets one of the two settings must set both.
 */
public class HttpLoops implements ConfigSource {
    private static final int BELOW_ALL_OTHERS = 50;

    private final Map<String, String> settings;

    public HttpLoops() {
        int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
        settings =
                Map.of("quarkus.http.io-threads", "" + loops, "quarkus.vertx.event-loops-pool-size", "" + (loops + 1));
    }

    @Override
    public int getOrdinal() {
        return BELOW_ALL_OTHERS;
    }

    @Override
    public Set<String> getPropertyNames() {
        return settings.keySet();
    }

    @Override
    public String getValue(String name) {
        return settings.get(name);
    }

    @Override
    public String getName() {
        return "event loops";
    }
}
