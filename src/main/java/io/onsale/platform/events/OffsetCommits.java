package io.onsale.platform.events;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The commit strategy of all channels: every few seconds it commits for each partition the offset before which all is done. A commit that
 * fails is made again with the next, and no record waits for an answer of the brokers. The strategies of the connector forget a failed
 * commit until the next record comes, end a channel whose first look at its offsets is not answered, and stop committing a recreated topic
 * until it is as long as it was.
 */
@ApplicationScoped
@Identifier("offset-commits")
public class OffsetCommits implements KafkaCommitHandler.Factory {
    private static final Logger LOG = Logger.getLogger(OffsetCommits.class);
    private static final long INTERVAL_MILLIS = 5_000;
    private static final long UNKNOWN = -1;
    /** The last commit before a partition changes hands, or at a shutdown. Records that are not committed come again. */
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);

    @Override
    public KafkaCommitHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        var commits = new OfChannel(vertx, consumer);
        commits.begin();
        return commits;
    }

    static final class OfChannel implements KafkaCommitHandler {
        private final Vertx vertx;
        private final KafkaConsumer<?, ?> consumer;
        private final Map<TopicPartition, Progress> partitions = new HashMap<>();
        private long timer;
        private boolean committing;

        OfChannel(Vertx vertx, KafkaConsumer<?, ?> consumer) {
            this.vertx = vertx;
            this.consumer = consumer;
        }

        private void begin() {
            timer = vertx.setPeriodic(INTERVAL_MILLIS, tick -> commit());
        }

        @Override
        public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
            received(partition(record), record.getOffset());
            return Uni.createFrom().item(record);
        }

        /** A record that was read before its partition was reassigned belongs to the new owner. */
        synchronized void received(TopicPartition partition, long offset) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.received(offset);
            }
        }

        @Override
        public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
            done(partition(record), record.getOffset());
            return Uni.createFrom().voidItem().emitOn(record::runOnMessageContext);
        }

        /** Ignores partitions that were reassigned: the new owner gets the record again. */
        synchronized void done(TopicPartition partition, long offset) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.done(offset);
            }
        }

        private static TopicPartition partition(IncomingKafkaRecord<?, ?> record) {
            return new TopicPartition(record.getTopic(), record.getPartition());
        }

        void commit() {
            Map<TopicPartition, OffsetAndMetadata> offsets;
            synchronized (this) {
                offsets = toCommit(partitions.keySet());
                if (committing || offsets.isEmpty()) {
                    return;
                }
                committing = true;
            }
            consumer.commitAsync(offsets).subscribe().with(done -> committed(offsets), this::failed);
        }

        private synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
            committing = false;
            offsets.forEach((partition, offset) -> {
                Progress progress = partitions.get(partition);
                if (progress != null) {
                    progress.committed = offset.offset();
                }
            });
        }

        private synchronized void failed(Throwable failure) {
            committing = false;
            LOG.debugf("Offsets are committed later: %s", failure.getMessage());
        }

        synchronized Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<TopicPartition> of) {
            var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
            for (TopicPartition partition : of) {
                Progress progress = partitions.get(partition);
                if (progress != null && progress.isToBeCommitted()) {
                    offsets.put(partition, new OffsetAndMetadata(progress.done()));
                }
            }
            return offsets;
        }

        @Override
        public synchronized void partitionsAssigned(Collection<TopicPartition> assigned) {
            assigned.forEach(partition -> partitions.put(partition, new Progress()));
        }

        /** Runs on the polling thread. */
        @Override
        public void partitionsRevoked(Collection<TopicPartition> revoked) {
            Map<TopicPartition, OffsetAndMetadata> offsets;
            synchronized (this) {
                offsets = toCommit(revoked);
                partitions.keySet().removeAll(revoked);
            }
            if (!offsets.isEmpty()) {
                try {
                    consumer.unwrap().commitSync(offsets, LAST_COMMIT);
                } catch (KafkaException e) {
                    failed(e);
                }
            }
        }

        @Override
        public void terminate(boolean graceful) {
            vertx.cancelTimer(timer);
            Map<TopicPartition, OffsetAndMetadata> offsets;
            synchronized (this) {
                offsets = toCommit(partitions.keySet());
                partitions.clear();
            }
            if (!offsets.isEmpty()) {
                consumer.runOnPollingThread(client -> {
                            client.commitSync(offsets, LAST_COMMIT);
                        })
                        .await()
                        .atMost(LAST_COMMIT.multipliedBy(2));
            }
        }
    }

    /** The progress in one partition. */
    private static final class Progress {
        /**
         * The offsets under way, each with the offset before which all had been received earlier: of a batch, only the last record is
         * reported.
         */
        private final TreeMap<Long, Long> underWay = new TreeMap<>();

        private long next = UNKNOWN;
        private long committed = UNKNOWN;

        void received(long offset) {
            if (offset < next && !underWay.containsKey(offset)) {
                // The offset has moved back: the topic was recreated or truncated.
                underWay.clear();
                committed = UNKNOWN;
                next = UNKNOWN;
            }
            underWay.putIfAbsent(offset, next);
            next = Math.max(next, offset + 1);
        }

        void done(long offset) {
            underWay.remove(offset);
        }

        /** The offset before which all is done. */
        long done() {
            return underWay.isEmpty() ? next : underWay.firstEntry().getValue();
        }

        boolean isToBeCommitted() {
            return done() != UNKNOWN && done() != committed;
        }
    }
}
