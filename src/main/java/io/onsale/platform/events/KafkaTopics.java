package io.onsale.platform.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.runtime.BackgroundConfig;
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
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/**
 * The supervisor of the topics: it looks at them at start and every ten seconds, and creates missing ones with the configured number of
 * copies, since the brokers that happen to be up say nothing of how many there will be. Existing topics stay as they are; fewer partitions
 * than configured are only reported, since more of them would move keys away from the events that they have already.
 */
@ApplicationScoped
public class KafkaTopics {
    private static final Logger LOG = Logger.getLogger(KafkaTopics.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ANSWER_MILLIS = 5_000;

    private final KafkaAdmin kafka;
    private final EventsConfig config;
    private final CompletableFuture<Void> created = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "kafka-topics");
    private volatile Set<String> small = Set.of();
    private boolean failing;

    public KafkaTopics(KafkaAdmin kafka, EventsConfig config, MeterRegistry metrics) {
        this.kafka = kafka;
        this.config = config;
        Gauge.builder("onsale.topics.small", this, topics -> topics.small.size())
                .description("Topics with fewer partitions than are configured, as they were up to 10 s ago")
                .register(metrics);
    }

    /** Runs before the channels, which would otherwise complain of missing topics; but a start does not depend on Kafka. */
    void create(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, BackgroundConfig background)
            throws InterruptedException, ExecutionException {
        if (!background.enabled()) {
            return;
        }
        thread.setDaemon(true);
        thread.start();
        try {
            created.get(config.topicsWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Kafka does not answer: events wait in the outbox until it does");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        LockSupport.unpark(thread);
    }

    /** Makes the next look happen at once, when a record could not be sent: its topic may be gone. Waits for nothing. */
    void lookNow() {
        LockSupport.unpark(thread);
    }

    private void look() {
        while (stopped.getCount() > 0) {
            LockSupport.parkNanos(this, lookOnce() ? LOOK_NANOS : RETRY_NANOS);
        }
    }

    private boolean lookOnce() {
        try (Admin admin = kafka.open()) {
            createMissing(admin);
            failing = false;
            created.complete(null);
            return true;
        } catch (ExecutionException | KafkaException e) {
            if (!failing) {
                LOG.warnf("Topics cannot be looked at or created: %s", e.getMessage());
            }
            failing = true;
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
            return false;
        }
    }

    private void createMissing(Admin admin) throws ExecutionException, InterruptedException {
        var wanted = new HashMap<String, NewTopic>();
        for (String topic : config.topics()) {
            wanted.put(topic, topic(topic, config.partitions()));
            wanted.put(topic + DeadLetterFormat.TOPIC_SUFFIX, deadLetters(topic + DeadLetterFormat.TOPIC_SUFFIX));
        }
        var found = admin.describeTopics(wanted.keySet(), new DescribeTopicsOptions().timeoutMs(ANSWER_MILLIS))
                .topicNameValues();
        List<NewTopic> missing = new ArrayList<>();
        Set<String> tooSmall = new TreeSet<>();
        for (NewTopic topic : wanted.values()) {
            TopicDescription description = description(found.get(topic.name()));
            if (description == null) {
                missing.add(topic);
            } else if (description.partitions().size() < topic.numPartitions()) {
                tooSmall.add(topic.name());
            }
        }
        create(admin, missing);
        report(tooSmall);
    }

    /** Null if there is no such topic. */
    private static TopicDescription description(KafkaFuture<TopicDescription> found)
            throws ExecutionException, InterruptedException {
        try {
            return found.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private void create(Admin admin, List<NewTopic> missing) throws ExecutionException, InterruptedException {
        if (missing.isEmpty()) {
            return;
        }
        var creations = admin.createTopics(missing, new CreateTopicsOptions().timeoutMs(ANSWER_MILLIS));
        for (var creation : creations.values().entrySet()) {
            try {
                creation.getValue().get();
                if (created.isDone()) {
                    LOG.warnf("The topic %s was gone, and has been created anew: it is empty", creation.getKey());
                }
            } catch (ExecutionException e) {
                // Another instance, or the brokers themselves, created it at the same moment.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void report(Set<String> tooSmall) {
        if (!tooSmall.equals(small) && !tooSmall.isEmpty()) {
            LOG.warnf(
                    "Topics have fewer partitions than the %d that are configured: %s", config.partitions(), tooSmall);
        }
        small = tooSmall;
    }

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, config.replicas())
                .configs(Map.of("min.insync.replicas", "" + Math.max(1, config.replicas() - 1)));
    }

    /** Room for the largest record, and for the headers that say why it is a dead letter. */
    private NewTopic deadLetters(String name) {
        NewTopic topic = topic(name, 1);
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put("max.message.bytes", "2097152");
        return topic.configs(configs);
    }
}
