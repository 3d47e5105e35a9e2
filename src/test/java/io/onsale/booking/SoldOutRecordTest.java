package io.onsale.booking;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.usecase.RankSoldOut;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SoldOutRecordTest {
    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    RankSoldOut soldOut;

    private Show show;

    @AfterEach
    void leaveNoSaleThatNeverWas() {
        UUID date = UUID.fromString(show.date());
        database.run("UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE concert_date_id = ?", date);
        database.run("DELETE FROM payment WHERE reservation_id = ?", date);
    }

    @Test
    void givenSeatsBeingBooked_recordSoldOut_waitsForNobody() {
        show = api.aShow();
        record("UPDATE seat SET status = 'RESERVED', reservation_id = id WHERE concert_date_id = ?");
        assertThat(isRecorded()).isFalse();
    }

    @Test
    void givenSoldOutConcertBeingRefunded_recordSoldOut_waitsForNobody() {
        show = api.aShow();
        UUID date = UUID.fromString(show.date());
        database.run(
                "UPDATE seat SET status = 'ASSIGNED', reservation_id = concert_date_id WHERE concert_date_id = ?",
                date);
        database.run(
                "INSERT INTO payment (id, reservation_id, user_id, amount, status, created_at, updated_at)"
                        + " SELECT id, id, id, 0, 'SUCCESS', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM concert_date WHERE id = ?",
                date);
        record("UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE concert_date_id = ?");
        assertThat(isRecorded()).isTrue();
    }

    /** @param update an update of the date's seats that is under way meanwhile */
    private void record(String update) {
        QuarkusTransaction.begin();
        try {
            // Given
            database.run(update, UUID.fromString(show.date()));
            // When
            CompletableFuture.runAsync(() -> soldOut.recordSoldOut(new ConcertId(UUID.fromString(show.concert()))))
                    // Then
                    .orTimeout(20, SECONDS)
                    .join();
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private boolean isRecorded() {
        return database.count(
                        "SELECT COUNT(*) FROM concert WHERE id = ? AND sold_out_time IS NOT NULL",
                        UUID.fromString(show.concert()))
                == 1;
    }
}
