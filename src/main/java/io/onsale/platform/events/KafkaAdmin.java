package io.onsale.platform.events;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Opens clients that ask the brokers about themselves, by the settings that all share. */
@ApplicationScoped
public class KafkaAdmin {
    private final Map<String, Object> settings;

    public KafkaAdmin(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        // Nobody waits for an answer longer than this, also where a call names no time of its own.
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    }

    /** Fails with {@link org.apache.kafka.common.KafkaException} where no address leads anywhere. */
    public Admin open() {
        return Admin.create(settings);
    }
}
