package io.onsale.invariants;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A profile with jobs at rest and offsets committed soon, and all else as in production. */
public class AsInProduction implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.scheduler.enabled", "false",
                "onsale.demo.enabled", "false",
                "onsale.data-platform.enabled", "false",
                "mp.messaging.connector.smallrye-kafka.auto.commit.interval.ms", "500");
    }
}
