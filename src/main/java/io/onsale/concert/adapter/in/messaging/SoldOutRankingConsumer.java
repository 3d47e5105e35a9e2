package io.onsale.concert.adapter.in.messaging;

import io.onsale.common.adapter.in.messaging.Deliveries;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.port.in.RecordSoldOut;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of payments, any of which may have been a concert's last. */
@ApplicationScoped
public class SoldOutRankingConsumer {
    private static final String NAME = "sold-out-ranking";

    private final Deliveries deliveries;
    private final RecordSoldOut recordSoldOut;

    public SoldOutRankingConsumer(Deliveries deliveries, RecordSoldOut recordSoldOut) {
        this.deliveries = deliveries;
        this.recordSoldOut = recordSoldOut;
    }

    @RegisterForReflection
    record Paid(UUID concertId) {}

    @Incoming(NAME)
    @Blocking
    void paid(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverRepeatable(
                NAME, record, Paid.class, event -> recordSoldOut.recordSoldOut(new ConcertId(event.concertId)));
    }
}
