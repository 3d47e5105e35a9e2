package io.onsale;

import io.onsale.invariants.CheckInvariantsCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Map;

/**
 * The entry point. Without an argument it starts the service; with {@code --check-invariants} it starts only what the check of the
 * invariants needs, and ends after it; with {@code --health} it asks the instance that runs beside it.
 */
@QuarkusMain
public class Main {
    private static final String CHECK = "--check-invariants";
    private static final String HEALTH = "--health";

    /**
     * The settings under which a check of the invariants leaves no trace: no request, job, consumer, topic or table. System properties
     * outrank what a deployment has set.
     */
    private static final Map<String, String> ONLY_LOOK = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.scheduler.enabled", "false",
            "quarkus.liquibase.migrate-at-start", "false",
            "onsale.background.enabled", "false",
            "quarkus.log.level", "WARN",
            "quarkus.log.console.stderr", "true");

    static final List<String> CONSUMERS =
            List.of("seat-occupancy", "sold-out-ranking", "clean-up", "compensation", "dead-letters", "data-platform");

    public static void main(String... arguments) {
        if (List.of(arguments).contains(HEALTH)) {
            System.exit(HealthCommand.run());
        } else if (List.of(arguments).contains(CHECK)) {
            ONLY_LOOK.forEach(System::setProperty);
            CONSUMERS.forEach(channel -> System.setProperty("mp.messaging.incoming." + channel + ".enabled", "false"));
            Quarkus.run(CheckInvariantsCommand.class, CheckInvariantsCommand::end, arguments);
        } else {
            Quarkus.run(arguments);
        }
    }
}
