package io.onsale.booking;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.onsale.ExpectedFailures;
import io.onsale.LockedSeat;
import io.onsale.Race;
import io.onsale.StatementLog;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.adapter.out.persistence.SqlSeatInventory;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.platform.events.Consumers;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.reservation.port.out.SeatQuota;
import io.onsale.user.domain.UserId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many buyers want the same seats at the same instant. Each race is run as it is, then without Redis in front of the database, and then
 * with no guard at all, where it must be lost: else it would prove nothing.
 */
@QuarkusTest
class SeatRaceTest {
    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    EntityManager entityManager;

    @Inject
    SqlSeatInventory inventory;

    @Inject
    Consumers consumers;

    @Inject
    RedisDataSource redis;

    private final List<Show> shows = new ArrayList<>();

    /** What is counted is what buyers cost. */
    @BeforeEach
    void pauseConsumers() {
        consumers.pause();
    }

    private Show aShow() {
        shows.add(api.aShow());
        return shows.get(shows.size() - 1);
    }

    @AfterEach
    void endReservations() {
        shows.forEach(database::endReservations);
        consumers.resume();
    }

    // 200 buyers, one seat

    @Test
    void given200Buyers_reserveOneSeat_oneWinsInOneTransaction() throws Exception {
        // Given
        Show show = aShow();
        List<Buyer> buyers = api.buyers(show, 200);
        warmUp(show, buyers.get(0));
        try (StatementLog log = StatementLog.open()) {
            // When
            List<Answer> answers = allReserve(show, buyers, show.seats().get(0));
            List<List<String>> transactions = log.transactions();
            // Then
            oneWinner(show, answers);
            assertThat(transactions).as("transactions, one for the winner").hasSize(1);
        }
    }

    @Test
    void given200BuyersAndNoSeatLocks_reserveOneSeat_theDatabaseLetsOneWin() throws Exception {
        // Given
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        Show show = aShow();
        List<Buyer> buyers = api.buyers(show, 200);
        // When
        List<Answer> answers = allReserve(show, buyers, show.seats().get(0));
        // Then
        oneWinner(show, answers);
    }

    @Test
    void given200BuyersAndNoGuard_reserveOneSeat_theRaceIsLost() throws Exception {
        // Given
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        QuarkusMock.installMockForType(new UnconditionalInventory(), SeatInventory.class);
        Show show = aShow();
        List<Buyer> buyers = api.buyers(show, 200);
        // When
        List<Answer> answers = allReserve(show, buyers, show.seats().get(0));
        // Then
        assertThatThrownBy(() -> oneWinner(show, answers)).isInstanceOf(AssertionError.class);
    }

    private List<Answer> allReserve(Show show, List<Buyer> buyers, String seat) throws Exception {
        return Race.between(buyers.stream()
                .<Callable<Answer>>map(buyer -> () -> api.reserve(show, buyer, seat))
                .toList());
    }

    /** The seating plan is read once for a date; that is not the race. */
    private void warmUp(Show show, Buyer buyer) {
        api.cancel(buyer, api.reserved(show, buyer, show.seats().get(49)));
    }

    private void oneWinner(Show show, List<Answer> answers) {
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> assertThat(answer.code()).isEqualTo("SEAT_TAKEN"))
                .hasSize(answers.size() - 1);
        assertThat(database.liveReservations(show.concert())).isEqualTo(1);
        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("RESERVED");
    }

    // Two buyers, the lock of the first of whom runs out while the database keeps them waiting

    @Test
    void givenLockThatRunsOutBeforeTheCommit_reserve_oneWinsAndIsTheHolder() throws Exception {
        Show show = aShow();
        List<Answer> answers = reserveWithALockThatRunsOut(show, warmedUp(show));
        oneWinner(show, answers);
        holderHasTheLock(show);
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(0)).code())
                .isEqualTo("SEAT_TAKEN");
    }

    @Test
    void givenLockThatRunsOutBeforeTheCommitAndNoGuard_reserve_theRaceIsLost() throws Exception {
        Show show = aShow();
        Buyer first = warmedUp(show);
        QuarkusMock.installMockForType(new UnconditionalInventory(), SeatInventory.class);
        List<Answer> answers = reserveWithALockThatRunsOut(show, first);
        assertThatThrownBy(() -> oneWinner(show, answers)).isInstanceOf(AssertionError.class);
    }

    private Buyer warmedUp(Show show) {
        Buyer buyer = api.aBuyer(show, 0);
        warmUp(show, buyer);
        return buyer;
    }

    private List<Answer> reserveWithALockThatRunsOut(Show show, Buyer first) throws Exception {
        String seat = show.seats().get(0);
        Buyer second = api.aBuyer(show, 0);
        CompletableFuture<Answer> firstAnswer;
        CompletableFuture<Answer> secondAnswer;
        try (var row = new LockedSeat(StatementLog.root(), seat)) {
            firstAnswer = CompletableFuture.supplyAsync(() -> api.reserve(show, first, seat));
            row.awaitWaiting(1);
            assertThat(api.reserve(show, second, seat).code()).isEqualTo("SEAT_TAKEN");
            redis.key().del(lock(show, seat));
            secondAnswer = CompletableFuture.supplyAsync(() -> api.reserve(show, second, seat));
            row.awaitWaiting(2);
        }
        return List.of(firstAnswer.get(), secondAnswer.get());
    }

    private static String lock(Show show, String seat) {
        return new ConcertKeys(UUID.fromString(show.concert())).seat(UUID.fromString(seat));
    }

    private void holderHasTheLock(Show show) {
        String seat = show.seats().get(0);
        String holder = database.texts("SELECT HEX(reservation_id) FROM seat WHERE id = ?", UUID.fromString(seat))
                .get(0);
        await().untilAsserted(() -> assertThat(redis.value(String.class).get(lock(show, seat)))
                .isNotNull()
                .satisfies(owner -> assertThat(owner.replace("-", "")).isEqualToIgnoringCase(holder)));
    }

    // Locks that were lost

    @Test
    void givenLostLock_reserve_costsOneTransactionForAllLosers_andIsTheHoldersOwnAgain() throws Exception {
        // Given
        Show show = aShow();
        String seat = show.seats().get(0);
        Buyer holder = api.aBuyer(show, 0);
        String reservation = api.reserved(show, holder, seat);
        List<Buyer> losers = api.buyers(show, 20);
        redis.key().del(lock(show, seat));
        try (StatementLog log = StatementLog.open()) {
            // When
            for (Buyer loser : losers) {
                assertThat(api.reserve(show, loser, seat).code()).isEqualTo("SEAT_TAKEN");
            }
            // Then
            assertThat(log.transactions())
                    .as("transactions, of the first loser")
                    .singleElement(as(LIST))
                    .as("quota, seats, whose they are, that reservation, rollback")
                    .hasSize(5);
        }
        assertThat(api.reserved(show, holder, seat)).isEqualTo(reservation);
    }

    @Test
    void givenLostLocks_reserveAgain_isBusyOnce() {
        // Given
        Show show = aShow();
        String seat = show.seats().get(0);
        Buyer holder = api.aBuyer(show, 0);
        String reservation = api.reserved(show, holder, seat);
        var keys = new ConcertKeys(UUID.fromString(show.concert()));
        redis.key().del(lock(show, seat), keys.seatsOf(UUID.fromString(holder.user())));
        // When
        assertThat(api.reserve(show, holder, seat).code()).isEqualTo("RESERVATION_BUSY");
        // Then
        assertThat(api.reserved(show, holder, seat)).isEqualTo(reservation);
    }

    // 50 buyers, 50 seats

    @Test
    void given50Buyers_reserveDifferentSeatsOfOneDate_allWin() throws Exception {
        // Given
        Show show = aShow();
        List<Buyer> buyers = api.buyers(show, 50);
        // When
        List<Answer> answers = Race.between(IntStream.range(0, 50)
                .<Callable<Answer>>mapToObj(
                        i -> () -> api.reserve(show, buyers.get(i), show.seats().get(i)))
                .toList());
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(database.liveReservations(show.concert())).isEqualTo(50);
        assertThat(show.seats())
                .allSatisfy(seat -> assertThat(database.seatStatus(seat)).isEqualTo("RESERVED"));
    }

    // 10 orders of one user, seat limit 4

    @Test
    void given10ParallelOrdersOfOneUser_reserve_theSeatLimitHolds() throws Exception {
        Show show = aShow();
        limitHolds(show, tenOrdersOfTwo(show));
    }

    @Test
    void given10ParallelOrdersAndNoSeatLocks_reserve_theDatabaseHoldsTheLimit() throws Exception {
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        Show show = aShow();
        limitHolds(show, tenOrdersOfTwo(show));
    }

    @Test
    void given10ParallelOrdersAndNoGuard_reserve_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        QuarkusMock.installMockForType(new UnlimitedQuota(), SeatQuota.class);
        Show show = aShow();
        List<Answer> answers = tenOrdersOfTwo(show);
        assertThatThrownBy(() -> limitHolds(show, answers)).isInstanceOf(AssertionError.class);
    }

    private List<Answer> tenOrdersOfTwo(Show show) throws Exception {
        Buyer buyer = api.aBuyer(show, 0);
        return Race.between(IntStream.range(0, 10)
                .<Callable<Answer>>mapToObj(
                        i -> () -> api.order(show, buyer, show.seats().subList(2 * i, 2 * i + 2)))
                .toList());
    }

    private void limitHolds(Show show, List<Answer> answers) {
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(2);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).allSatisfy(answer -> assertThat(answer.code())
                .isEqualTo("SEAT_LIMIT"));
        assertThat(database.count(
                        "SELECT COUNT(*) FROM seat WHERE concert_date_id = ? AND status = 'RESERVED'",
                        UUID.fromString(show.date())))
                .isEqualTo(4);
    }

    // Overlapping orders of four seats

    @Test
    void givenOverlappingOrders_reserve_neverHalfBooked() throws Exception {
        Show show = aShow();
        allOrNothing(show, overlappingOrders(show));
    }

    @Test
    void givenOverlappingOrdersAndNoSeatLocks_reserve_neverDeadlockNeverHalfBooked() throws Exception {
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        Show show = aShow();
        allOrNothing(show, overlappingOrders(show));
    }

    @Test
    void givenOverlappingOrdersAndNoGuard_reserve_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForType(new NoSeatHolds(), SeatHolds.class);
        QuarkusMock.installMockForType(new SeatBySeatInventory(), SeatInventory.class);
        Show show = aShow();
        try (var deadlocks = new ExpectedFailures()) {
            List<Answer> answers = overlappingOrders(show);
            assertThatThrownBy(() -> allOrNothing(show, answers)).isInstanceOf(AssertionError.class);
        }
    }

    /** Four of ten seats each, in any order. */
    private List<Answer> overlappingOrders(Show show) throws Exception {
        var random = new Random(20261122);
        var calls = new ArrayList<Callable<Answer>>();
        for (Buyer buyer : api.buyers(show, 40)) {
            var seats = new ArrayList<>(show.seats().subList(0, 10));
            Collections.shuffle(seats, random);
            calls.add(() -> api.order(show, buyer, seats.subList(0, 4)));
        }
        return Race.between(calls);
    }

    private void allOrNothing(Show show, List<Answer> answers) {
        List<Answer> booked =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(booked).as("orders booked").hasSizeBetween(1, 2);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).allSatisfy(answer -> assertThat(answer.code())
                .isEqualTo("SEAT_TAKEN"));
        assertThat(database.liveReservations(show.concert())).isEqualTo(booked.size());
        for (Answer order : booked) {
            assertThat(database.count(
                            "SELECT COUNT(*) FROM seat WHERE reservation_id = ?",
                            UUID.fromString(order.text("reservationId"))))
                    .isEqualTo(4);
        }
        assertThat(database.count(
                        "SELECT COUNT(*) FROM seat WHERE concert_date_id = ? AND status <> 'AVAILABLE'",
                        UUID.fromString(show.date())))
                .isEqualTo(4L * booked.size());
    }

    // The guards, switched off

    /** Lets everybody through to the database: no lock is ever taken. */
    static class NoSeatHolds implements SeatHolds {
        @Override
        public ReservationId hold(QueueTicket ticket, ReservationId reservation, List<SeatId> seats, Terms terms) {
            return reservation;
        }

        @Override
        public void keep(Reservation reservation) {}

        @Override
        public void restore(Collection<Reservation> reservations) {}

        @Override
        public void release(Collection<Reservation> reservations) {}

        @Override
        public void releaseAfter(Duration withheld, Reservation reservation) {}

        @Override
        public void confirm(Collection<Reservation> reservations) {}
    }

    /** The database, but for how seats are reserved. */
    abstract class Inventory implements SeatInventory {
        @Override
        public List<UUID> owners(List<SeatId> seatIds) {
            return inventory.owners(seatIds);
        }

        @Override
        public boolean assign(List<SeatId> seatIds, UUID reservationId) {
            return inventory.assign(seatIds, reservationId);
        }

        @Override
        public boolean release(List<SeatId> seatIds, Collection<UUID> reservationIds) {
            return inventory.release(seatIds, reservationIds);
        }
    }

    /** The update without its condition. */
    class UnconditionalInventory extends Inventory {
        @Override
        public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
            entityManager
                    .createNativeQuery("UPDATE seat SET status = 'RESERVED', reservation_id = ? WHERE id IN (?)")
                    .setParameter(1, reservationId)
                    .setParameter(2, seatIds.get(0).value())
                    .executeUpdate();
            return true;
        }
    }

    /** One seat after the other, in the order of the request, content with what it gets. */
    class SeatBySeatInventory extends Inventory {
        @Override
        public boolean reserve(List<SeatId> seatIds, UUID reservationId) {
            int changed = 0;
            for (SeatId seat : seatIds) {
                changed += entityManager
                        .createNativeQuery(
                                "UPDATE seat SET status = 'RESERVED', reservation_id = ? WHERE id = ? AND status = 'AVAILABLE'")
                        .setParameter(1, reservationId)
                        .setParameter(2, seat.value())
                        .executeUpdate();
            }
            return changed > 0;
        }
    }

    /** Any number of seats for anybody. */
    static class UnlimitedQuota implements SeatQuota {
        @Override
        public boolean take(UserId userId, ConcertId concertId, int seats, int limit) {
            return true;
        }

        @Override
        public void giveBack(List<Reservation> reservations) {}
    }
}
