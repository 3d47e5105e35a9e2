package io.onsale.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onsale.ExpectedFailures;
import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.kernel.IdGenerator;
import io.onsale.kernel.Money;
import io.onsale.platform.database.Sql;
import io.onsale.platform.events.PublishedEvents;
import io.onsale.reservation.adapter.out.persistence.SqlReservationRepository;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.usecase.ExpireHolds;
import io.onsale.user.adapter.out.persistence.SqlAccounts;
import io.onsale.user.domain.UserId;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Races of payments with each other, with charges and with the end of the hold. Each race is also run without its
 * guard.
 */
@QuarkusTest
class PaymentRaceTest {
    private static final Duration HOLD = Duration.ofMinutes(5);

    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    PublishedEvents events;

    @Inject
    Sql sql;

    @Inject
    StatelessSession bulk;

    @Inject
    IdGenerator ids;

    @Inject
    SettableClock clock;

    @Inject
    ExpireHolds expireHolds;

    @Inject
    ReservationQueries queries;

    @Inject
    SqlAccounts accounts;

    @Inject
    SqlReservationRepository reservations;

    private final List<Show> shows = new ArrayList<>();

    @AfterEach
    void endReservations() {
        clock.reset();
        shows.forEach(database::endReservations);
    }

    // 20 payments of one reservation

    @Test
    void given20ParallelPayments_pay_onlyOneDebits() throws Exception {
        var booking = new Booking(100_000);
        paidOnce(booking, booking.payAtOnce(20));
    }

    @Test
    void given20ParallelPaymentsAndNoLock_pay_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForInstance(new NoLock(), reservations);
        var booking = new Booking(100_000);
        try (var duplicates = new ExpectedFailures()) {
            List<Answer> answers = booking.payAtOnce(20);
            assertThatThrownBy(() -> paidOnce(booking, answers)).isInstanceOf(AssertionError.class);
        }
    }

    private void paidOnce(Booking booking, List<Answer> answers) {
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 409));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .isNotEmpty()
                .extracting(answer -> answer.text("paymentId"))
                .containsOnly(api.pay(booking.buyer, booking.reservation).text("paymentId"));
        assertThat(api.points(booking.buyer.user()))
                .isEqualTo(80_000)
                .isEqualTo(database.ledgerSum(booking.buyer.user()));
        assertThat(events.typesOf(booking.reservation)).containsExactly("reservation.created", "payment.success");
        assertThat(database.seatStatus(booking.seat)).isEqualTo("ASSIGNED");
    }

    // Two reservations of one user at once

    @Test
    void givenPointsForBoth_payTwoReservationsAtOnce_bothArePaid() throws Exception {
        // Given
        var booking = new Booking(100_000);
        String other =
                api.reserved(booking.show, booking.buyer, booking.show.seats().get(1));
        // When
        List<Answer> answers = payBoth(booking, other);
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        balanceIs(booking, 60_000);
    }

    @Test
    void givenPointsForOne_payTwoReservationsAtOnce_oneIsPaidAndOneDeclined() throws Exception {
        // Given
        var booking = new Booking(30_000);
        String other =
                api.reserved(booking.show, booking.buyer, booking.show.seats().get(1));
        // When
        List<Answer> answers = payBoth(booking, other);
        // Then
        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 402);
        balanceIs(booking, 10_000);
    }

    @Test
    void givenReadThenWrite_payTwoReservationsAtOnce_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForInstance(new ReadThenWrite(2), accounts);
        var booking = new Booking(0);
        giveInOneStep(booking.buyer.user(), 100_000);
        String other =
                api.reserved(booking.show, booking.buyer, booking.show.seats().get(1));
        payBoth(booking, other);
        assertThatThrownBy(() -> balanceIs(booking, 60_000)).isInstanceOf(AssertionError.class);
    }

    private List<Answer> payBoth(Booking booking, String other) throws Exception {
        return Race.between(
                List.of(() -> api.pay(booking.buyer, booking.reservation), () -> api.pay(booking.buyer, other)));
    }

    // 50 charges beside a payment

    @Test
    void given50ChargesBesideAPayment_balanceIsTheSumOfAll() throws Exception {
        var booking = new Booking(20_000);
        chargeAndPay(booking);
        balanceIs(booking, 50_000);
    }

    @Test
    void given50ChargesBesideAPaymentAndReadThenWrite_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForInstance(new ReadThenWrite(10), accounts);
        var booking = new Booking(0);
        giveInOneStep(booking.buyer.user(), 20_000);
        chargeAndPay(booking);
        assertThatThrownBy(() -> balanceIs(booking, 50_000)).isInstanceOf(AssertionError.class);
    }

    private void chargeAndPay(Booking booking) throws Exception {
        Stream<Callable<Answer>> charges =
                IntStream.range(0, 50).mapToObj(i -> () -> api.charge(booking.buyer.user(), 1_000));
        Stream<Callable<Answer>> payment = Stream.of(() -> api.pay(booking.buyer, booking.reservation));
        List<Answer> answers = Race.between(Stream.concat(charges, payment).toList());
        assertThat(answers).extracting(Answer::status).containsOnly(200);
    }

    private void balanceIs(Booking booking, long expected) {
        assertThat(api.points(booking.buyer.user()))
                .isEqualTo(expected)
                .isEqualTo(database.ledgerSum(booking.buyer.user()));
    }

    // Payment against expiry

    @Test
    void givenHoldsThatEndNow_payAndExpire_exactlyOneHappens() throws Exception {
        // Given
        var bookings = IntStream.range(0, 30).mapToObj(i -> new Booking(20_000)).toList();
        Instant ends = queries.reservation(new ReservationId(UUID.fromString(bookings.get(29).reservation)))
                .expiresAt();
        clock.advance(Duration.between(clock.instant(), ends).minusMillis(40));
        var calls = new ArrayList<Callable<Answer>>();
        bookings.forEach(booking -> calls.add(() -> api.pay(booking.buyer, booking.reservation)));
        for (int i = 0; i < 4; i++) {
            calls.add(() -> {
                while (clock.instant().isBefore(ends.plusMillis(100))) {
                    sweep();
                }
                return null;
            });
        }
        // When
        List<Answer> answers = Race.between(calls);
        // Then
        for (int i = 0; i < bookings.size(); i++) {
            oneOutcome(bookings.get(i), answers.get(i));
        }
    }

    @Test
    void givenHoldThatEndsDuringThePaymentAndNoGuard_theRaceIsLost() throws Exception {
        // Given
        var pause = new NoLockAndAPause();
        QuarkusMock.installMockForInstance(pause, reservations);
        QuarkusMock.installMockForType(new AnythingGoes(), SeatInventory.class);
        var booking = new Booking(20_000);
        // When
        List<Answer> answers = Race.between(List.of(() -> api.pay(booking.buyer, booking.reservation), () -> {
            pause.read.await(10, TimeUnit.SECONDS);
            clock.advance(HOLD.plusSeconds(1));
            sweep();
            pause.expired.countDown();
            return null;
        }));
        // Then
        assertThatThrownBy(() -> oneOutcome(booking, answers.get(0))).isInstanceOf(AssertionError.class);
    }

    /** Expires due holds as the scheduler does, which brings a request context. */
    private void sweep() {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            expireHolds.expireDue(() -> {});
        } finally {
            request.terminate();
        }
    }

    private void oneOutcome(Booking booking, Answer answer) {
        if (answer.status() == 200) {
            assertThat(database.reservationStatus(booking.reservation)).isEqualTo("SUCCESS");
            assertThat(database.seatStatus(booking.seat)).isEqualTo("ASSIGNED");
            assertThat(events.typesOf(booking.reservation)).containsExactly("reservation.created", "payment.success");
            assertThat(api.points(booking.buyer.user())).isZero();
        } else {
            assertThat(answer.code()).isIn("HOLD_EXPIRED", "RESERVATION_BUSY");
            // The sweep that the payment has met may not have committed yet.
            await().untilAsserted(() ->
                    assertThat(database.reservationStatus(booking.reservation)).isEqualTo("EXPIRED"));
            assertThat(database.seatStatus(booking.seat)).isEqualTo("AVAILABLE");
            assertThat(events.typesOf(booking.reservation))
                    .containsExactly("reservation.created", "reservation.released");
            assertThat(api.points(booking.buyer.user())).isEqualTo(20_000);
        }
    }

    /** A buyer with a hold on a seat of 20,000. */
    private final class Booking {
        final Show show = api.aShow();
        final Buyer buyer;
        final String seat = show.seats().get(0);
        final String reservation;

        Booking(long points) {
            shows.add(show);
            buyer = api.aBuyer(show, points);
            reservation = api.reserved(show, buyer, seat);
        }

        List<Answer> payAtOnce(int times) throws Exception {
            return Race.between(IntStream.range(0, times)
                    .<Callable<Answer>>mapToObj(i -> () -> api.pay(buyer, reservation))
                    .toList());
        }
    }

    // The guards, switched off

    /**
     * The reservations without their guard: reads take no lock, so that all see the reservation unpaid; writes ignore
     * its state.
     */
    class NoLock extends SqlReservationRepository {
        NoLock() {
            super(sql);
        }

        @Override
        public Optional<Reservation> lock(ReservationId reservationId) {
            return Optional.of(queries.reservation(reservationId));
        }

        @Override
        public boolean change(Reservation previous, Reservation next, Instant now) {
            super.change(previous, next, now);
            return true;
        }
    }

    /** The same, with a pause between checking and writing that lasts until the hold has been expired. */
    class NoLockAndAPause extends NoLock {
        final CountDownLatch read = new CountDownLatch(1);
        final CountDownLatch expired = new CountDownLatch(1);

        @Override
        public boolean change(Reservation previous, Reservation next, Instant now) {
            read.countDown();
            awaitQuietly(expired);
            return super.change(previous, next, now);
        }
    }

    /** Says that it has won each seat, whosever it is. */
    static class AnythingGoes implements SeatInventory {
        @Override
        public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
            return true;
        }

        @Override
        public List<UUID> owners(List<SeatId> seatIds) {
            return List.of();
        }

        @Override
        public boolean assign(List<SeatId> seatIds, UUID reservationId) {
            return true;
        }

        @Override
        public boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds) {
            return true;
        }
    }

    /**
     * The accounts without their guard: points move by reading the balance and writing the new one, and the first
     * readers wait for each other in between.
     */
    class ReadThenWrite extends SqlAccounts {
        private final CountDownLatch readers;

        ReadThenWrite(int readers) {
            super(sql, bulk, ids);
            this.readers = new CountDownLatch(readers);
        }

        @Override
        public boolean charge(UserId userId, Money amount, int month, Money monthlyLimit) {
            return move(userId, amount.won());
        }

        @Override
        public boolean debit(UserId userId, Money amount) {
            return move(userId, -amount.won());
        }

        private boolean move(UserId userId, long amount) {
            long balance = balance(userId).won();
            readers.countDown();
            awaitQuietly(readers);
            sql.update("UPDATE user_account SET balance = ? WHERE id = ?", balance + amount, userId.value());
            return true;
        }
    }

    /** Sets the balance by one statement, because every other movement of the account waits for a second one. */
    private void giveInOneStep(String user, long points) {
        database.run("UPDATE user_account SET balance = " + points + " WHERE id = ?", UUID.fromString(user));
        database.run(
                "INSERT INTO ledger_entry (id, user_id, kind, amount, balance, at) SELECT id, id, 'WELCOME', balance, balance, created_at"
                        + " FROM user_account WHERE id = ?",
                UUID.fromString(user));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
