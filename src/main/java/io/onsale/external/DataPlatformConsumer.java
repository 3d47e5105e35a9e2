package io.onsale.external;

import io.onsale.platform.events.Deliveries;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of payments, for the data platform. Where there is none, its channel is switched off. */
@ApplicationScoped
public class DataPlatformConsumer {
    private static final String NAME = "data-platform";

    private final Deliveries deliveries;
    private final DataPlatform dataPlatform;

    public DataPlatformConsumer(Deliveries deliveries, DataPlatform dataPlatform) {
        this.deliveries = deliveries;
        this.dataPlatform = dataPlatform;
    }

    @RegisterForReflection
    record Paid(
            UUID reservationId,
            UUID paymentId,
            UUID userId,
            UUID concertId,
            UUID concertDateId,
            List<UUID> seatIds,
            long amount,
            Instant occurredAt) {
        Sale toSale(UUID eventId) {
            return new Sale(
                    eventId, reservationId, paymentId, userId, concertId, concertDateId, seatIds, amount, occurredAt);
        }
    }

    /**
     * Several at once, as each waits for an answer from afar and their order says nothing; on threads of their own, which an outage may
     * hold up without anybody else noticing.
     */
    @Incoming(NAME)
    @Blocking(value = NAME, ordered = false)
    void paid(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverOutside(NAME, record, Paid.class, (id, event) -> dataPlatform.accept(event.toSale(id)));
    }
}
