package io.onsale.invariants;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.onsale.platform.events.EventsConfig;
import io.onsale.platform.events.KafkaAdmin;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.config.Config;

/**
 * The brokers and consumer lags, asked of Kafka itself. Consumers and their topics come from the channels' settings, with the group
 * {@code onsale.<channel>}. A consumer that can be switched off has a setting {@code onsale.<channel>.enabled}; the {@code enabled} of the
 * messaging itself concerns only this process.
 */
@ApplicationScoped
public class KafkaBrokers implements Brokers {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final String CHANNELS = "mp.messaging.incoming.";
    private static final String GROUP = ".group.id";

    private final KafkaAdmin kafka;
    private final EventsConfig events;
    private final Config config;

    public KafkaBrokers(KafkaAdmin kafka, EventsConfig events, Config config) {
        this.kafka = kafka;
        this.events = events;
        this.config = config;
    }

    private record Consumer(String name, String group, Set<String> topics) {}

    @Override
    public boolean areReachable() {
        try (Admin admin = kafka.open()) {
            Collection<Node> nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                    .nodes()
                    .get();
            // The cluster lists a dead broker for a while, and for ever where no majority is left, so each broker must
            // answer itself.
            var asked = admin.describeConfigs(
                    nodes.stream()
                            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                            .toList(),
                    new DescribeConfigsOptions().timeoutMs(PATIENCE_MILLIS));
            int answers = 0;
            for (KafkaFuture<?> answer : asked.values().values()) {
                answers += answers(answer) ? 1 : 0;
            }
            return answers >= Math.max(1, events.replicas() - 1);
        } catch (KafkaException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static boolean answers(KafkaFuture<?> answer) throws InterruptedException {
        try {
            answer.get();
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof RetriableException); // a refusal is an answer
        }
    }

    @Override
    public Optional<List<Lag>> lags() {
        try (Admin admin = kafka.open()) {
            return Optional.of(lags(admin, consumers()));
        } catch (KafkaException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private List<Consumer> consumers() {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(CHANNELS) && name.endsWith(GROUP))
                .map(name -> name.substring(CHANNELS.length(), name.length() - GROUP.length()))
                .filter(channel -> config.getOptionalValue("onsale." + channel + ".enabled", Boolean.class)
                        .orElse(true))
                .sorted()
                .map(channel ->
                        new Consumer(channel, setting(channel, "group.id").orElseThrow(), topics(channel)))
                .toList();
    }

    private Set<String> topics(String channel) {
        return Set.of(setting(channel, "topics")
                .or(() -> setting(channel, "topic"))
                .orElse(channel)
                .split(","));
    }

    private Optional<String> setting(String channel, String name) {
        return config.getOptionalValue(CHANNELS + channel + "." + name, String.class);
    }

    /** The ends are asked for after the offsets, so that no consumer seems to be ahead of them. */
    private static List<Lag> lags(Admin admin, List<Consumer> consumers)
            throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = partitions(
                admin,
                consumers.stream()
                        .flatMap(consumer -> consumer.topics.stream())
                        .distinct()
                        .toList());
        var committed = admin.listConsumerGroupOffsets(
                        consumers.stream()
                                .collect(toMap(Consumer::group, consumer -> new ListConsumerGroupOffsetsSpec())),
                        new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE_MILLIS))
                .all()
                .get();
        Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        var lags = new ArrayList<Lag>();
        for (Consumer consumer : consumers) {
            for (TopicPartition partition : partitions) {
                if (consumer.topics.contains(partition.topic())) {
                    OffsetAndMetadata offset = committed.get(consumer.group).get(partition);
                    long position = Math.max(begins.get(partition), offset == null ? 0 : offset.offset());
                    lags.add(new Lag(
                            consumer.name,
                            partition.topic(),
                            partition.partition(),
                            position,
                            ends.get(partition) - position));
                }
            }
        }
        lags.removeIf(lag -> lag.records() <= 0);
        return lags;
    }

    /** The partitions of the topics that exist. */
    private static List<TopicPartition> partitions(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException {
        var described = admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .topicNameValues();
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            try {
                described.get(topic).get().partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .forEach(partitions::add);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        var offsets = new HashMap<TopicPartition, Long>();
        admin.listOffsets(
                        partitions.stream().collect(toMap(identity(), partition -> which)),
                        new ListOffsetsOptions().timeoutMs(PATIENCE_MILLIS))
                .all()
                .get()
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
