package io.onsale.invariants;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The jobs at rest, and the rest as in production. */
public class AsInProduction implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.scheduler.enabled", "false",
                "onsale.demo.enabled", "false",
                "onsale.data-platform.enabled", "false",
                "onsale.data-platform.stub", "false");
    }
}
