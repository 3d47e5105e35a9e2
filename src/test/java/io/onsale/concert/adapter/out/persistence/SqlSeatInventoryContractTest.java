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

/** In a transaction that is rolled back: seats are reserved here for reservations that are not there. */
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
