package io.onsale.reservation.adapter.in.messaging;

import io.onsale.platform.events.Batches;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.usecase.SeatLocks;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The consumer of reservations that were paid or have ended. It brings their seat locks in line, where Redis has missed
 * the change.
 */
@ApplicationScoped
public class CleanUpConsumer {
    private static final String NAME = "clean-up";

    private final Batches batches;
    private final SeatLocks locks;

    public CleanUpConsumer(Batches batches, SeatLocks locks) {
        this.batches = batches;
        this.locks = locks;
    }

    @RegisterForReflection
    record Settled(UUID reservationId) {}

    @Incoming(NAME)
    Uni<Void> settled(KafkaRecordBatch<byte[], byte[]> batch) {
        return batches.deliver(
                NAME,
                batch,
                Settled.class,
                events -> locks.follow(events.stream()
                        .map(settled -> new ReservationId(settled.reservationId))
                        .distinct()
                        .toList()));
    }
}
