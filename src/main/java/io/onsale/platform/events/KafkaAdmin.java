package io.onsale.platform.events;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The factory of admin clients of the brokers, with the settings that all share. */
@ApplicationScoped
public class KafkaAdmin {
    private final Map<String, Object> settings;

    public KafkaAdmin(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        // The upper bounds of every wait, also where a call names none.
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    }

    /** Fails with {@link org.apache.kafka.common.KafkaException} where no address leads anywhere. */
    public Admin open() {
        return Admin.create(settings);
    }
}
