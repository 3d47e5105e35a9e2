package io.onsale.reservation;

import io.onsale.reservation.port.out.ReservationRepository;
import java.util.function.Supplier;

class InMemoryReservationRepositoryTest extends ReservationRepositoryContract {
    private final InMemoryReservationRepository reservations = new InMemoryReservationRepository();

    @Override
    protected ReservationRepository reservations() {
        return reservations;
    }

    @Override
    protected <T> T inAnotherTransaction(Supplier<T> work) {
        return reservations.inAnotherTransaction(work);
    }
}
