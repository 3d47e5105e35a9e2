package io.onsale.invariants;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The demo catalogue of dev mode, the jobs at rest, and the rest as in production. */
public class DemoDatabase implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.liquibase.contexts", "schema,demo",
                "quarkus.scheduler.enabled", "false",
                "onsale.demo.enabled", "false");
    }
}
