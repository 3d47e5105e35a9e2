package io.onsale.external.adapter.in.messaging;

import io.onsale.common.adapter.in.messaging.Deliveries;
import io.onsale.external.domain.Sale;
import io.onsale.external.port.in.ReportSale;
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
    private final ReportSale reportSale;

    public DataPlatformConsumer(Deliveries deliveries, ReportSale reportSale) {
        this.deliveries = deliveries;
        this.reportSale = reportSale;
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
        deliveries.deliverOutside(NAME, record, Paid.class, (id, event) -> reportSale.report(event.toSale(id)));
    }
}
