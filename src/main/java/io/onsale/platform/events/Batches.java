package io.onsale.platform.events;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The delivery of the batches of a channel: all records of one poll at once, acknowledged when each has been processed or given up. */
@ApplicationScoped
public class Batches {
    private static final Logger LOG = Logger.getLogger(Batches.class);

    private final Deliveries deliveries;

    public Batches(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** As {@link Deliveries#deliverTogether}, on a worker thread. */
    public <E> Uni<Void> deliver(
            String consumer, KafkaRecordBatch<byte[], byte[]> batch, Class<E> type, Consumer<List<E>> effect) {
        var records = new LinkedHashMap<ConsumerRecord<byte[], byte[]>, KafkaRecord<byte[], byte[]>>();
        batch.forEach(record -> records.put(consumed(record), record));
        return Uni.createFrom()
                .item(() -> deliveries.deliverTogether(consumer, List.copyOf(records.keySet()), type, effect))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // A channel whose batch fails would stand still without a report.
                .onFailure(failure -> !(failure instanceof DeliveryBrokenOffException))
                .recoverWithItem(failure -> allGivenUp(records.keySet(), failure))
                .chain(givenUp -> bury(records, givenUp))
                // Records given up while the instance stops have reached no dead-letter topic.
                .invoke(deliveries::requireRunning)
                .chain(() -> Uni.createFrom().completionStage(batch.ack()))
                // Without the acknowledgement another instance takes the batch up.
                .onFailure(DeliveryBrokenOffException.class)
                .recoverWithNull();
    }

    private static Map<ConsumerRecord<byte[], byte[]>, UndeliverableEventException> allGivenUp(
            Set<ConsumerRecord<byte[], byte[]>> records, Throwable failure) {
        LOG.error("Unexpected failure of a consumer", failure);
        var reason = new UndeliverableEventException(
                "INTERNAL_ERROR", failure.getClass().getSimpleName(), 1);
        return records.stream().collect(toMap(identity(), record -> reason));
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<byte[], byte[]> consumed(KafkaRecord<byte[], byte[]> record) {
        return record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }

    /** Buries the last record of a partition at the end, since its acknowledgement counts for all records before it. */
    private static Uni<Void> bury(
            Map<ConsumerRecord<byte[], byte[]>, KafkaRecord<byte[], byte[]>> records,
            Map<ConsumerRecord<byte[], byte[]>, UndeliverableEventException> givenUp) {
        return Multi.createFrom()
                .iterable(records.entrySet())
                .filter(each -> givenUp.containsKey(each.getKey()))
                .onItem()
                .transformToUniAndConcatenate(each ->
                        Uni.createFrom().completionStage(() -> each.getValue().nack(givenUp.get(each.getKey()))))
                .onItem()
                .ignoreAsUni();
    }
}
