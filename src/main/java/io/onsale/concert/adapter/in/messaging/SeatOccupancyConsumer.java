package io.onsale.concert.adapter.in.messaging;

import static java.util.stream.Collectors.groupingBy;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatOccupancy;
import io.onsale.platform.events.Batches;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The consumer of events about seats that were reserved, paid or released. It refreshes the seats of one date together.
 */
@ApplicationScoped
public class SeatOccupancyConsumer {
    private static final String NAME = "seat-occupancy";

    private final Batches batches;
    private final SeatOccupancy occupancy;

    public SeatOccupancyConsumer(Batches batches, SeatOccupancy occupancy) {
        this.batches = batches;
        this.occupancy = occupancy;
    }

    @RegisterForReflection
    record SeatsChanged(UUID concertId, UUID concertDateId, List<UUID> seatIds) {}

    private record Date(ConcertId concertId, ConcertDateId concertDateId) {
        static Date of(SeatsChanged event) {
            return new Date(new ConcertId(event.concertId), new ConcertDateId(event.concertDateId));
        }
    }

    @Incoming(NAME)
    Uni<Void> changed(KafkaRecordBatch<byte[], byte[]> batch) {
        return batches.deliver(NAME, batch, SeatsChanged.class, events -> events.stream()
                .collect(groupingBy(Date::of))
                .forEach((date, changes) -> occupancy.refresh(date.concertId, date.concertDateId, seats(changes))));
    }

    private static List<SeatId> seats(List<SeatsChanged> changes) {
        return changes.stream()
                .flatMap(change -> change.seatIds.stream())
                .distinct()
                .map(SeatId::new)
                .toList();
    }
}
