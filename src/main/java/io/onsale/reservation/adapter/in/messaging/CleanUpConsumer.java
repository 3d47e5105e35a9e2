package io.onsale.reservation.adapter.in.messaging;

import io.onsale.common.adapter.in.messaging.Deliveries;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.in.FollowSettlement;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of reservations that were paid or have ended. */
@ApplicationScoped
public class CleanUpConsumer {
    private static final String NAME = "clean-up";

    private final Deliveries deliveries;
    private final FollowSettlement settlement;

    public CleanUpConsumer(Deliveries deliveries, FollowSettlement settlement) {
        this.deliveries = deliveries;
        this.settlement = settlement;
    }

    @RegisterForReflection
    record Settled(UUID reservationId) {}

    @Incoming(NAME)
    @Blocking
    void settled(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverRepeatable(
                NAME, record, Settled.class, event -> settlement.follow(new ReservationId(event.reservationId)));
    }
}
