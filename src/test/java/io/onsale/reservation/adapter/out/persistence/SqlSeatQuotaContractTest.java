package io.onsale.reservation.adapter.out.persistence;

import io.onsale.reservation.SeatQuotaContract;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatQuota;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on the database. Each test is rolled back, because it counts seats that nobody has. */
@QuarkusTest
class SqlSeatQuotaContractTest extends SeatQuotaContract {
    @Inject
    SeatQuota quota;

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
    protected SeatQuota quota() {
        return quota;
    }

    @Override
    protected void made(Reservation reservation) {
        reservations.add(reservation);
    }
}
