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

/** The consumer that reports paid reservations to the data platform. Where there is no data platform, its channel is switched off. */
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
     * Processes several records at once, since each waits for a distant answer and their order does not matter. It has threads of its own,
     * so that an outage of the data platform holds up no other consumer.
     */
    @Incoming(NAME)
    @Blocking(value = NAME, ordered = false)
    void paid(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverOutside(NAME, record, Paid.class, (id, event) -> dataPlatform.accept(event.toSale(id)));
    }
}
