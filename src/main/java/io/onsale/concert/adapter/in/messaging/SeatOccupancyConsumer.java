package io.onsale.concert.adapter.in.messaging;

import io.onsale.common.adapter.in.messaging.Deliveries;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.PerformanceId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatOccupancy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of seats that were reserved, paid or released. */
@ApplicationScoped
public class SeatOccupancyConsumer {
    private static final String NAME = "seat-occupancy";

    private final Deliveries deliveries;
    private final SeatOccupancy occupancy;

    public SeatOccupancyConsumer(Deliveries deliveries, SeatOccupancy occupancy) {
        this.deliveries = deliveries;
        this.occupancy = occupancy;
    }

    @RegisterForReflection
    record SeatsChanged(UUID concertId, UUID concertDateId, List<UUID> seatIds) {}

    @Incoming(NAME)
    @Blocking
    void changed(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverRepeatable(
                NAME,
                record,
                SeatsChanged.class,
                event -> occupancy.refresh(
                        new ConcertId(event.concertId),
                        new PerformanceId(event.concertDateId),
                        event.seatIds.stream().map(SeatId::new).toList()));
    }
}
