package io.onsale.common.adapter.out.messaging;

import io.onsale.common.config.EventsConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing: on three brokers or more each record is stored three times and needs two to be acknowledged, on
 * fewer once. Topics that exist stay as they are.
 */
@ApplicationScoped
public class KafkaTopics {
    public static final String DEAD_LETTER_SUFFIX = ".dead-letter";

    private static final Logger LOG = Logger.getLogger(KafkaTopics.class);

    private final Map<String, Object> kafka;
    private final EventsConfig config;
    private volatile boolean stopped;

    public KafkaTopics(@Identifier("default-kafka-broker") Map<String, Object> kafka, EventsConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /** Before the channels, which would else complain of topics that do not exist; but a start does not depend on Kafka. */
    void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
            throws InterruptedException {
        CompletableFuture<Void> created = new CompletableFuture<>();
        var creating = new Thread(() -> createUntilDone(created), "kafka-topics");
        creating.setDaemon(true);
        creating.start();
        try {
            created.get(config.topicsWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Kafka does not answer: events wait in the outbox until it does");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void createUntilDone(CompletableFuture<Void> created) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        try (Admin admin = Admin.create(settings)) {
            while (!stopped && !created.isDone()) {
                try {
                    createMissing(admin);
                    created.complete(null);
                } catch (ExecutionException e) {
                    LOG.debug("Topics are not there yet", e);
                }
            }
        } catch (InterruptedException e) {
            created.cancel(true);
        }
    }

    private void createMissing(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        int brokers = admin.describeCluster().nodes().get().size();
        for (String topic : config.topics()) {
            missing.add(topic(topic, config.partitions(), brokers));
            missing.add(topic(topic + DEAD_LETTER_SUFFIX, 1, brokers));
        }
        missing.removeIf(topic -> existing.contains(topic.name()));
        for (var creation : admin.createTopics(missing).values().values()) {
            try {
                creation.get();
            } catch (ExecutionException e) {
                // Another instance starts at the same moment.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static NewTopic topic(String name, int partitions, int brokers) {
        boolean replicated = brokers >= 3;
        return new NewTopic(name, partitions, (short) (replicated ? 3 : 1))
                .configs(Map.of("min.insync.replicas", replicated ? "2" : "1"));
    }
}
