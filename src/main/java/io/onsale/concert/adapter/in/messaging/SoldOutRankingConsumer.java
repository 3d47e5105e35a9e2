package io.onsale.concert.adapter.in.messaging;

import io.onsale.common.adapter.in.messaging.Batches;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.port.in.RecordSoldOut;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of payments, any of which may have been a concert's last. */
@ApplicationScoped
public class SoldOutRankingConsumer {
    private static final String NAME = "sold-out-ranking";

    private final Batches batches;
    private final RecordSoldOut recordSoldOut;

    public SoldOutRankingConsumer(Batches batches, RecordSoldOut recordSoldOut) {
        this.batches = batches;
        this.recordSoldOut = recordSoldOut;
    }

    @RegisterForReflection
    record Paid(UUID concertId) {}

    @Incoming(NAME)
    Uni<Void> paid(KafkaRecordBatch<byte[], byte[]> batch) {
        return batches.deliver(NAME, batch, Paid.class, events -> events.stream()
                .distinct()
                .forEach(paid -> recordSoldOut.recordSoldOut(new ConcertId(paid.concertId))));
    }
}
