package io.onsale.common.adapter.out.messaging;

import io.onsale.common.adapter.DeadLetterFormat;
import io.onsale.common.config.BackgroundConfig;
import io.onsale.common.config.EventsConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, with as many copies as are configured: how many brokers happen to be up says nothing of how many
 * there will be. Topics that exist stay as they are.
 */
@ApplicationScoped
public class KafkaTopics {
    private static final Logger LOG = Logger.getLogger(KafkaTopics.class);

    private final KafkaAdmin kafka;
    private final EventsConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public KafkaTopics(KafkaAdmin kafka, EventsConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /** Before the channels, which would else complain of topics that do not exist; but a start does not depend on Kafka. */
    void create(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, BackgroundConfig background)
            throws InterruptedException {
        if (!background.enabled()) {
            return;
        }
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
        stopped.countDown();
    }

    private void createUntilDone(CompletableFuture<Void> created) {
        boolean told = false;
        try {
            while (!created.isDone()) {
                try (Admin admin = kafka.open()) {
                    createMissing(admin);
                    created.complete(null);
                } catch (ExecutionException | KafkaException e) {
                    if (!told) {
                        LOG.warnf("Topics cannot be created yet: %s", e.getMessage());
                    }
                    told = true;
                    if (stopped.await(1, TimeUnit.SECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            created.cancel(true);
        }
    }

    private void createMissing(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (String topic : config.topics()) {
            missing.add(topic(topic, config.partitions()));
            missing.add(deadLetters(topic + DeadLetterFormat.TOPIC_SUFFIX));
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

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, config.replicas())
                .configs(Map.of("min.insync.replicas", "" + Math.max(1, config.replicas() - 1)));
    }

    /** Room for a record as large as any, and for the headers that say why it died. */
    private NewTopic deadLetters(String name) {
        NewTopic topic = topic(name, 1);
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put("max.message.bytes", "2097152");
        return topic.configs(configs);
    }
}
