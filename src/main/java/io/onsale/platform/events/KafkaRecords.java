package io.onsale.platform.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * The one producer of this instance. It sends in order and never gives up on a single record, since the next one of the same key would
 * overtake it. A producer that has not delivered a record in time is closed with all its records, and another takes its place (ADR 30).
 */
@ApplicationScoped
public class KafkaRecords {
    private static final Logger LOG = Logger.getLogger(KafkaRecords.class);
    /** The longest time for which an unknown topic holds up the records behind it. */
    private static final Duration TOPIC_WITHIN = Duration.ofSeconds(3);

    private final Map<String, Object> settings;
    private final Duration within;
    private final KafkaTopics topics;
    private final MeterRegistry metrics;
    private Connection current;
    private boolean stopped;

    public KafkaRecords(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            EventsConfig config,
            KafkaTopics topics,
            MeterRegistry metrics) {
        this.settings = settings(kafka);
        this.within = config.sendWithin();
        this.topics = topics;
        this.metrics = metrics;
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ProducerConfig.configNames());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "kafka-producer-records");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The time limit is our own: the producer would give up on one record and go on with the next.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TOPIC_WITHIN.toMillis());
        // A frozen broker keeps the connection, and other records wait on it.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // A dead letter is larger than the record was.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        return settings;
    }

    /** Completes when all in-sync replicas have the record; fails if they have not within {@code onsale.events.send-within}. */
    public CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        return send(List.of(record)).get(0);
    }

    /** As {@link #send(ProducerRecord)} for each record. Where one cannot be sent, the later ones of the same topic are not sent either. */
    public List<CompletableFuture<Void>> send(List<ProducerRecord<byte[], byte[]>> records) {
        Connection connection = connection();
        var sent = new ArrayList<CompletableFuture<Void>>(records.size());
        for (int i = 0; i < records.size(); i++) {
            sent.add(new CompletableFuture<>());
        }
        connection.send(records, sent);
        // One timeout for all, as they share one fate.
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((all, failure) -> {
                    if (failure instanceof TimeoutException) {
                        replace(connection);
                        sent.forEach(each -> each.completeExceptionally(failure));
                    }
                });
        return sent;
    }

    private synchronized Connection connection() {
        if (stopped) {
            throw new KafkaException("This instance stops");
        }
        if (current == null) {
            current = new Connection();
        }
        return current;
    }

    /** Replaces a silent producer for any reason: a new one looks for the present brokers and topics. */
    private void replace(Connection silent) {
        synchronized (this) {
            if (current != silent) {
                return;
            }
            current = null;
        }
        LOG.warnf("Records are not acknowledged within %s: another producer takes over", within);
        silent.close();
        topics.lookNow();
    }

    /**
     * Records of the closed producer are not lost: the outbox still has them, or the record behind a dead letter is not acknowledged yet.
     */
    @PreDestroy
    void close() {
        Connection last;
        synchronized (this) {
            stopped = true;
            last = current;
            current = null;
        }
        if (last != null) {
            last.close();
        }
    }

    /** A producer and the thread that gives it records, since an unknown topic may block that thread. */
    private final class Connection {
        private final ExecutorService thread = Executors.newSingleThreadExecutor(sending -> {
            var thread = new Thread(sending, "kafka-records");
            thread.setDaemon(true);
            return thread;
        });
        private Producer<byte[], byte[]> producer;
        private KafkaClientMetrics measured;
        private volatile boolean closed;

        void send(List<ProducerRecord<byte[], byte[]>> records, List<CompletableFuture<Void>> sent) {
            Runnable sending = () -> {
                var refused = new HashMap<String, Throwable>();
                for (int i = 0; i < records.size(); i++) {
                    ProducerRecord<byte[], byte[]> record = records.get(i);
                    CompletableFuture<Void> done = sent.get(i);
                    Throwable before = refused.get(record.topic());
                    if (before != null) {
                        done.completeExceptionally(before);
                        continue;
                    }
                    send(record, done);
                    if (done.isCompletedExceptionally()) {
                        done.whenComplete((nothing, failure) -> refused.put(record.topic(), failure));
                    }
                }
            };
            try {
                thread.execute(sending);
            } catch (RejectedExecutionException e) {
                sent.forEach(each -> each.completeExceptionally(replaced()));
            }
        }

        private void send(ProducerRecord<byte[], byte[]> record, CompletableFuture<Void> done) {
            try {
                producer().send(record, (metadata, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e); // no address leads anywhere, or it has been closed
            }
        }

        /** Makes the producer when it is needed, and again if that fails: a start does not depend on Kafka. */
        private synchronized Producer<byte[], byte[]> producer() {
            if (closed) {
                throw replaced();
            }
            if (producer == null) {
                producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                measured = new KafkaClientMetrics(producer);
                measured.bindTo(metrics);
            }
            return producer;
        }

        private KafkaException replaced() {
            return new KafkaException("The producer was closed");
        }

        /** Closes on a thread of its own, since a hanging producer may take long to close. Records that wait for their turn fail. */
        void close() {
            closed = true;
            thread.shutdown();
            var closing = new Thread(this::closeProducer, "kafka-records-close");
            closing.setDaemon(true);
            closing.start();
        }

        private synchronized void closeProducer() {
            if (producer != null) {
                measured.close();
                producer.close(Duration.ZERO);
            }
        }
    }
}
