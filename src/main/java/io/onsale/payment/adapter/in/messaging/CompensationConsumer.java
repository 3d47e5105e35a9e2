package io.onsale.payment.adapter.in.messaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.onsale.payment.usecase.PayWithPoints;
import io.onsale.platform.events.Deliveries;
import io.onsale.reservation.domain.ReservationId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The consumer of declined payments. It undoes what a payment that failed for good has left behind. */
@ApplicationScoped
public class CompensationConsumer {
    private static final String NAME = "compensation";

    private final Deliveries deliveries;
    private final PayWithPoints payWithPoints;

    public CompensationConsumer(Deliveries deliveries, PayWithPoints payWithPoints) {
        this.deliveries = deliveries;
        this.payWithPoints = payWithPoints;
    }

    /** @param last whether the reservation is lost by this decline */
    @RegisterForReflection
    record Declined(
            UUID reservationId, @JsonProperty("final") boolean last) {}

    @Incoming(NAME)
    @Blocking
    void declined(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliver(
                NAME,
                record,
                Declined.class,
                Declined::last,
                event -> payWithPoints.compensate(new ReservationId(event.reservationId)));
    }
}
