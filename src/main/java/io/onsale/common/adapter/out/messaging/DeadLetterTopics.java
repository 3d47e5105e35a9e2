package io.onsale.common.adapter.out.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.common.adapter.DeadLetterFormat;
import io.onsale.common.adapter.HeaderText;
import io.onsale.common.adapter.Traces;
import io.onsale.common.domain.DeliveryBrokenOffException;
import io.onsale.common.domain.UndeliverableEventException;
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
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * The failure strategy of all channels: a record that its consumer gives up on goes to the dead-letter topic of its own topic, as it is,
 * with the reason and its origin in the headers; then the channel goes on.
 */
@ApplicationScoped
@Identifier("dead-letter")
public class DeadLetterTopics implements KafkaFailureHandler.Factory {
    private static final Logger LOG = Logger.getLogger(DeadLetterTopics.class);

    private final KafkaRecords records;
    private volatile boolean stopped;

    public DeadLetterTopics(KafkaRecords records) {
        this.records = records;
    }

    /** From now on a failure says nothing of the record: threads and connections are taken away. */
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
                // So that the log says in which trace.
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
        // The reason in words may name a user: the dead letter has it, the log has not.
        LOG.errorf(
                "%s gives up on %s-%d@%d: %s",
                consumer, record.getTopic(), record.getPartition(), record.getOffset(), reason.code());
        String topic = record.getTopic() + DeadLetterFormat.TOPIC_SUFFIX;
        byte[] key = (byte[]) record.getKey();
        Headers headers = headers(consumer, record, reason);
        return records.send(topic, key, headers, (byte[]) record.getPayload())
                // Too large with the headers that it has now: the rest of it is better than a channel that stands
                // still.
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.errorf("Its value is lost: %s", failure.getMessage());
                    return records.send(topic, key, headers, null);
                })
                .chain(() -> Uni.createFrom().completionStage(record.ack()))
                .emitOn(record::runOnMessageContext);
    }

    private static Headers headers(
            String consumer, IncomingKafkaRecord<?, ?> record, UndeliverableEventException reason) {
        var headers = new RecordHeaders(record.getHeaders());
        put(headers, DeadLetterFormat.CONSUMER, consumer);
        put(headers, DeadLetterFormat.CAUSE, reason.code());
        put(headers, DeadLetterFormat.DETAIL, reason.getMessage());
        put(headers, DeadLetterFormat.ATTEMPTS, reason.attempts());
        put(headers, DeadLetterFormat.TOPIC, record.getTopic());
        put(headers, DeadLetterFormat.PARTITION, record.getPartition());
        put(headers, DeadLetterFormat.OFFSET, record.getOffset());
        return headers;
    }

    /** In place of one that the record brought along from an earlier failure. */
    private static void put(Headers headers, String name, Object value) {
        headers.remove(name);
        headers.add(name, value.toString().getBytes(UTF_8));
    }
}
