package io.onsale.reservation.adapter.out.persistence;

import io.onsale.reservation.ReservationRepositoryContract;
import io.onsale.reservation.port.out.ReservationRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract on the database. Each test is rolled back, because the sweep would find its holds due, whose seats are
 * nobody's.
 */
@QuarkusTest
class SqlReservationRepositoryContractTest extends ReservationRepositoryContract {
    @Inject
    ReservationRepository reservations;

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Override
    protected ReservationRepository reservations() {
        return reservations;
    }

    @Override
    protected <T> T inAnotherTransaction(Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(work::get);
    }
}
