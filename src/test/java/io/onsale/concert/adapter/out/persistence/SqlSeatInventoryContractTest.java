package io.onsale.concert.adapter.out.persistence;

import io.onsale.booking.BookingApi;
import io.onsale.concert.SeatInventoryContract;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract on the database. Each test is rolled back, because it reserves seats for reservations that do not exist.
 */
@QuarkusTest
class SqlSeatInventoryContractTest extends SeatInventoryContract {
    @Inject
    SeatInventory inventory;

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Override
    protected SeatInventory inventory() {
        return inventory;
    }

    @Override
    protected List<SeatId> onSale(int seats) {
        return new BookingApi()
                .aShowOf(seats).seats().stream()
                        .map(id -> new SeatId(UUID.fromString(id)))
                        .toList();
    }
}
