package io.onsale.booking;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.port.in.RecordSoldOut;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SoldOutRecordTest {
    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    RecordSoldOut soldOut;

    @Test
    void givenSeatsBeingBooked_recordSoldOut_waitsForNobody() {
        Show show = api.aShow();
        QuarkusTransaction.begin();
        try {
            // Given
            database.run(
                    "UPDATE seat SET status = 'RESERVED', reservation_id = id WHERE concert_date_id = ?",
                    UUID.fromString(show.date()));
            // When
            CompletableFuture.runAsync(soldOut::recordSoldOut)
                    // Then
                    .orTimeout(20, SECONDS)
                    .join();
        } finally {
            QuarkusTransaction.rollback();
        }
    }
}
