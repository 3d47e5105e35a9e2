package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.platform.runtime.Traces;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * The failure strategy of all channels: a record that its consumer gives up on goes unchanged to the dead-letter topic of its own topic,
 * with the reason and its origin in the headers; then the channel goes on.
 */
@ApplicationScoped
@Identifier("dead-letter")
public class DeadLetterTopics implements KafkaFailureHandler.Factory {
    private static final Logger LOG = Logger.getLogger(DeadLetterTopics.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final KafkaRecords records;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    public DeadLetterTopics(KafkaRecords records) {
        this.records = records;
    }

    /** From here on a failure says nothing about the record, since threads and connections are being taken away. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        stopped = true;
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                if (stopped || reason instanceof DeliveryBrokenOffException) {
                    return Uni.createFrom().voidItem(); // not acknowledged, so another instance takes it up
                }
                // So the log names the trace.
                try (Scope scope = Traces.following(HeaderText.of(record.getHeaders(), Traces.TRACEPARENT))
                        .makeCurrent()) {
                    return bury(channel.getChannel(), record, undeliverable(reason));
                }
            }
        };
    }

    private static UndeliverableEventException undeliverable(Throwable reason) {
        if (reason instanceof UndeliverableEventException undeliverable) {
            return undeliverable;
        }
        LOG.error("Unexpected failure of a consumer", reason);
        return new UndeliverableEventException(
                "INTERNAL_ERROR", reason.getClass().getSimpleName(), 1);
    }

    private <K, V> Uni<Void> bury(
            String consumer, IncomingKafkaRecord<K, V> record, UndeliverableEventException reason) {
        // The reason in words may name a user, so only the dead letter contains it, not the log.
        LOG.errorf(
                "%s gives up on %s-%d@%d: %s",
                consumer, record.getTopic(), record.getPartition(), record.getOffset(), reason.code());
        String topic = record.getTopic() + DeadLetterFormat.TOPIC_SUFFIX;
        byte[] key = (byte[]) record.getKey();
        Headers headers = headers(record.getHeaders(), consumer, record, reason);
        return put(topic, key, (byte[]) record.getPayload(), headers)
                // The added headers make the record too large. A dead letter without its value is better than a channel
                // that stands still.
                .onFailure(RecordTooLargeException.class)
                .recoverWithUni(tooLarge -> {
                    LOG.errorf("Its value is lost: %s", tooLarge.getMessage());
                    return put(topic, key, null, headers);
                })
                .onFailure(RecordTooLargeException.class)
                .recoverWithUni(tooLarge -> {
                    LOG.errorf("All but its origin is lost: %s", tooLarge.getMessage());
                    Headers ours = headers(new RecordHeaders(), consumer, record, reason);
                    return put(topic, null, null, ours);
                })
                .chain(() -> Uni.createFrom().completionStage(record.ack()))
                // This instance stops: without the acknowledgement another takes the record up.
                .onFailure(failure -> stopped)
                .recoverWithNull()
                .emitOn(record::runOnMessageContext);
    }

    /** Sends until the brokers have the dead letter or this instance stops: the record is nowhere else. */
    private Uni<Void> put(String topic, byte[] key, byte[] value, Headers headers) {
        var letter = new ProducerRecord<>(topic, null, key, value, headers);
        return Uni.createFrom()
                .completionStage(() -> records.send(letter))
                .onFailure(failure -> !stopped && !(failure instanceof RecordTooLargeException))
                .invoke(failure -> tellOnce(topic, failure))
                .onFailure(failure -> !stopped && !(failure instanceof RecordTooLargeException))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .invoke(() -> waiting.remove(topic));
    }

    private void tellOnce(String topic, Throwable failure) {
        if (waiting.add(topic)) {
            LOG.warnf("The topic %s takes no dead letters; their consumers wait: %s", topic, failure.getMessage());
        }
    }

    private static Headers headers(
            Headers before, String consumer, IncomingKafkaRecord<?, ?> record, UndeliverableEventException reason) {
        var headers = new RecordHeaders(before);
        put(headers, DeadLetterFormat.CONSUMER, consumer);
        put(headers, DeadLetterFormat.CAUSE, reason.code());
        put(headers, DeadLetterFormat.DETAIL, reason.getMessage());
        put(headers, DeadLetterFormat.ATTEMPTS, reason.attempts());
        put(headers, DeadLetterFormat.TOPIC, record.getTopic());
        put(headers, DeadLetterFormat.PARTITION, record.getPartition());
        put(headers, DeadLetterFormat.OFFSET, record.getOffset());
        return headers;
    }

    /** Replaces a header that the record has kept from an earlier failure. */
    private static void put(Headers headers, String name, Object value) {
        headers.remove(name);
        headers.add(name, value.toString().getBytes(UTF_8));
    }
}
