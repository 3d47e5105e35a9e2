package io.onsale.concert.adapter.in.messaging;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.usecase.RankSoldOut;
import io.onsale.platform.events.Batches;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The consumer of payments: each of them may have been the last that its concert was waiting for. */
@ApplicationScoped
public class SoldOutRankingConsumer {
    private static final String NAME = "sold-out-ranking";

    private final Batches batches;
    private final RankSoldOut rankSoldOut;

    public SoldOutRankingConsumer(Batches batches, RankSoldOut rankSoldOut) {
        this.batches = batches;
        this.rankSoldOut = rankSoldOut;
    }

    @RegisterForReflection
    record Paid(UUID concertId) {}

    @Incoming(NAME)
    Uni<Void> paid(KafkaRecordBatch<byte[], byte[]> batch) {
        return batches.deliver(NAME, batch, Paid.class, events -> events.stream()
                .distinct()
                .forEach(paid -> rankSoldOut.recordSoldOut(new ConcertId(paid.concertId))));
    }
}
