package io.onsale.user.adapter.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.onsale.user.config.UserConfig;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenChargingTest {
    private static List<String> warnings(LaunchMode mode, Map<String, String> settings) {
        UserConfig config = new SmallRyeConfigBuilder()
                .withMapping(UserConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(UserConfig.class);
        try (var warnings = new Warnings(OpenCharging.class)) {
            new OpenCharging(config, true, mode);
            return warnings.lines();
        }
    }

    @Test
    void givenOpen_startPackaged_warnsOnce() {
        assertThat(warnings(LaunchMode.NORMAL, Map.of("onsale.user.charging", "open")))
                .singleElement()
                .asString()
                .contains("Charging is OPEN");
    }

    @Test
    void givenOpen_startInDevelopment_saysNothing() {
        assertThat(warnings(LaunchMode.DEVELOPMENT, Map.of("onsale.user.charging", "open")))
                .isEmpty();
    }

    @Test
    void givenNothingSaid_startPackaged_isForOperators() {
        assertThat(warnings(LaunchMode.NORMAL, Map.of())).isEmpty();
    }
}
