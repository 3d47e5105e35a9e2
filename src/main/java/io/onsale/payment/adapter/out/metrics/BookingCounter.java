package io.onsale.payment.adapter.out.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.payment.port.in.ReservationPaid;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/** The counter of bookings. It counts each reservation once: after the commit, and not when it is paid again. */
@Startup // so that the counter is there, at 0, before the first payment
@ApplicationScoped
public class BookingCounter {
    private final Counter bookings;

    public BookingCounter(MeterRegistry metrics) {
        this.bookings = Counter.builder("onsale.bookings")
                .description("Reservations that were paid at this instance")
                .register(metrics);
    }

    void paid(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReservationPaid event) {
        bookings.increment();
    }
}
