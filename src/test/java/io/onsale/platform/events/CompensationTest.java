package io.onsale.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.payment.usecase.PayWithPoints;
import io.onsale.reservation.domain.ReservationId;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of a final payment.failed, however late and often it comes: it undoes what waits for its payment, and nothing
 * else.
 */
@QuarkusTest
class CompensationTest {
    private static final String LEDGER =
            "INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at) SELECT ?, id, 'PAYMENT', -20000, balance, ?, NOW(3) FROM user_account"
                    + " WHERE id = ?";

    private final BookingApi api = new BookingApi();
    private Show show;
    private String seat;

    @Inject
    Database database;

    @Inject
    RawRecords records;

    @Inject
    PublishedEvents events;

    @Inject
    MeterRegistry metrics;

    @Inject
    PayWithPoints payments;

    @BeforeEach
    void aSeat() {
        show = api.aShow();
        seat = show.seats().get(0);
    }

    @Test
    void givenHold_itsSeatGoesBackOnSale() {
        // Given
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, seat);
        // When
        fail(reservation, true);
        // Then
        assertThat(database.reservationStatus(reservation)).isEqualTo("FAILED");
        assertThat(database.seatStatus(seat)).isEqualTo("AVAILABLE");
        assertThat(events.typesOf(reservation)).contains("reservation.released");
        assertThat(api.pay(buyer, reservation).code()).isEqualTo("RESERVATION_FINAL");
    }

    @Test
    void givenHoldWhoseMoneyWasTaken_itIsGivenBackOnce() {
        // Given
        Buyer buyer = api.aBuyer(show, 100_000);
        String reservation = api.reserved(show, buyer, seat);
        UUID user = UUID.fromString(buyer.user());
        database.run("UPDATE user_account SET balance = balance - 20000 WHERE id = ?", user);
        database.run(LEDGER, UUID.randomUUID(), UUID.fromString(reservation), user);
        // When
        fail(reservation, true);
        fail(reservation, true);
        // Then
        assertThat(api.points(buyer.user())).isEqualTo(100_000).isEqualTo(database.ledgerSum(buyer.user()));
        assertThat(database.seatStatus(seat)).isEqualTo("AVAILABLE");
    }

    @Test
    void givenDeclineThatIsNotFinal_theHoldStays() {
        String reservation = api.reserved(show, api.aBuyer(show, 0), seat);
        fail(reservation, false);
        assertThat(database.reservationStatus(reservation)).isEqualTo("PENDING");
        assertThat(database.seatStatus(seat)).isEqualTo("RESERVED");
    }

    @Test
    void givenPaidReservation_itStaysPaid() {
        // Given
        Buyer buyer = api.aBuyer(show, 100_000);
        String reservation = api.reserved(show, buyer, seat);
        api.pay(buyer, reservation);
        // When
        fail(reservation, true);
        // Then
        staysPaid(buyer, reservation);
    }

    @Test
    void givenReservationDeclinedForGoodAndItsSeatSoldAgain_theBuyerKeepsIt() {
        // Given
        Buyer poor = api.aBuyer(show, 0);
        String declined = api.reserved(show, poor, seat);
        for (int attempt = 0; attempt < 3; attempt++) {
            api.pay(poor, declined);
        }
        Buyer buyer = api.aBuyer(show, 100_000);
        String reservation = api.reserved(show, buyer, seat);
        api.pay(buyer, reservation);
        // When
        fail(declined, true);
        fail(declined, true);
        // Then
        staysPaid(buyer, reservation);
        assertThat(api.points(poor.user())).isZero();
    }

    /** Without the look at the state that it finds, the compensation puts a seat on sale that was sold again. */
    @Test
    void givenNoGuard_aSoldSeatIsLost() {
        // Given
        Buyer buyer = api.aBuyer(show, 100_000);
        String reservation = api.reserved(show, buyer, seat);
        assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
        QuarkusMock.installMockForInstance(new Unguarded(), payments);
        // When
        fail(reservation, true);
        // Then
        assertThat(database.seatStatus(seat)).isEqualTo("AVAILABLE");
        database.run(
                "UPDATE seat SET status = 'ASSIGNED', reservation_id = ? WHERE id = ?",
                UUID.fromString(reservation),
                UUID.fromString(seat));
    }

    private final class Unguarded extends PayWithPoints {
        Unguarded() {
            super(null, null, null, null, null, null, null, null, null);
        }

        @Override
        public void compensate(ReservationId id) {
            database.run(
                    "UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE id = ?", UUID.fromString(seat));
        }
    }

    private void staysPaid(Buyer buyer, String reservation) {
        assertThat(database.reservationStatus(reservation)).isEqualTo("SUCCESS");
        assertThat(database.seatStatus(seat)).isEqualTo("ASSIGNED");
        assertThat(api.points(buyer.user())).isEqualTo(80_000).isEqualTo(database.ledgerSum(buyer.user()));
    }

    /** Publishes a new event, as from a payment that failed elsewhere, and waits until it has been acted on. */
    private void fail(String reservation, boolean last) {
        double before = processed();
        records.send(
                "payment.failed",
                reservation,
                RawRecords.headers("payment.failed"),
                "{\"reservationId\":\"" + reservation + "\",\"final\":" + last + "}");
        await().atMost(Duration.ofSeconds(30)).until(() -> processed() > before);
    }

    private double processed() {
        // find and not counter: the latter would create the meter, without its description
        return metrics
                .find("onsale.events.consumed")
                .tags("consumer", "compensation", "outcome", "processed")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
