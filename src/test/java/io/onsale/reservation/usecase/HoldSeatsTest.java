package io.onsale.reservation.usecase;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException;
import io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException;
import io.onsale.concert.domain.ConcertRefusals.NotOpenYetException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.Money;
import io.onsale.queue.QueueFixture;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationCreated;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.DuplicateSeatException;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.port.out.SeatHolds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of admission to the hold, and of booking. Seats go by their numbers, from 1. */
class HoldSeatsTest {
    private static final Money PRICE = new Money(10_000);

    private final BoxOffice office = new BoxOffice();
    private final ConcertId concert = anyConcertId();
    private final SeatingPlan plan = office.onSale(concert, 8);
    private long tickets;

    // Seats that are free

    @Test
    void givenFreeSeats_reserve_holdsThemInTheOrderAskedFor() {
        // Given
        QueueTicket buyer = buyer();
        Instant before = office.clock().instant();
        // When
        Reservation hold = reserve(buyer, 3, 1);
        // Then
        assertThat(hold)
                .isEqualTo(new Reservation(
                        hold.id(),
                        buyer.user(),
                        concert,
                        plan.concertDateId(),
                        List.of(new ReservedSeat(seat(3), 3, PRICE), new ReservedSeat(seat(1), 1, PRICE)),
                        ReservationStatus.PENDING,
                        0,
                        hold.createdAt().plus(SeatFixture.HOLD),
                        hold.createdAt()));
        assertThat(hold.createdAt()).isBetween(before, office.clock().instant());
        assertThat(office.queries().reservation(hold.id())).isEqualTo(hold);
        assertThat(office.seatsOf(hold)).containsExactly(SeatStatus.RESERVED);
        assertThat(office.inventory().owners(hold.seatIds()))
                .containsExactly(hold.id().value());
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(2);
    }

    @Test
    void givenFreeSeats_reserve_tellsTheWorld() {
        Reservation hold = reserve(buyer(), 1, 2);
        assertThat(office.outbox().events())
                .singleElement()
                .isInstanceOfSatisfying(ReservationCreated.class, event -> assertThat(event)
                        .isEqualTo(ReservationCreated.of(event.eventId(), hold)));
    }

    /** The locks outlast the few seconds that a transaction may take. */
    @Test
    void givenFreeSeats_reserve_keepsTheirLocksAsLongAsTheHold() {
        QueueTicket buyer = buyer();
        Reservation hold = reserve(buyer, 1);
        office.clock().advance(SeatFixture.HOLD.minusSeconds(1));
        assertThat(lockedBy(buyer, 1)).isEqualTo(hold.id());
    }

    @Test
    void givenPolicyOfTheConcert_reserve_asksTheLocksByIt() {
        office.runBy(aPolicy(3));
        reserve(buyer(), 1);
        assertThat(office.askedOfTheLocks())
                .containsExactly(new SeatHolds.Terms(
                        SeatFixture.HOLD, BoxOffice.LIMIT, 3, Duration.ofSeconds(QueueFixture.ACTIVE_SECONDS)));
    }

    @Test
    void seatLimit_isTheConfiguredOne() {
        assertThat(office.holding().seatLimit()).isEqualTo(BoxOffice.LIMIT);
    }

    // Orders that cannot be right, which do not even reach the locks

    @Test
    void givenTokenOfAnotherConcert_reserve_isRejected() {
        QueueTicket elsewhere = admitted(ticket(anyConcertId()));
        assertTurnedAway(TokenOfAnotherConcertException.class, order(elsewhere, plan, seats(1)));
    }

    @Test
    void givenSeatAskedForTwice_reserve_isRejected() {
        assertTurnedAway(DuplicateSeatException.class, order(buyer(), plan, seats(1, 2, 1)));
    }

    @Test
    void givenNoSuchDate_reserve_isRejected() {
        var nowhere = new ConcertDateId(UUID.randomUUID());
        assertTurnedAway(DateNotFoundException.class, new ReserveSeats.Command(buyer(), concert, nowhere, seats(1)));
    }

    @Test
    void givenDateOfAnotherConcert_reserve_isRejected() {
        SeatingPlan other = office.onSale(anyConcertId(), 1);
        assertTurnedAway(DateNotOfConcertException.class, order(buyer(), other, seatsOf(other)));
    }

    @Test
    void givenDateThatIsNotOpenYet_reserve_isRejected() {
        office.clock().advance(Duration.ofMinutes(-1));
        assertTurnedAway(NotOpenYetException.class, order(buyer(), plan, seats(1)));
    }

    @Test
    void givenDeadline_reserve_isRejected() {
        office.clock().advance(BoxOffice.DEADLINE);
        assertTurnedAway(DeadlinePassedException.class, order(buyer(), plan, seats(1)));
    }

    @Test
    void givenSeatOfAnotherDate_reserve_isRejected() {
        SeatingPlan other = office.onSale(concert, 1);
        assertTurnedAway(SeatNotOfDateException.class, order(buyer(), plan, seatsOf(other)));
    }

    @Test
    void givenNoSuchSeat_reserve_isRejected() {
        assertTurnedAway(SeatNotFoundException.class, order(buyer(), plan, SeatFixture.seats(1)));
    }

    @Test
    void givenOrderAboveTheLimit_reserve_isRejected() {
        assertTurnedAway(SeatLimitException.class, order(buyer(), plan, seats(1, 2, 3, 4, 5)));
    }

    /** Clients show the first thing that is wrong, and it is always the same. */
    @Test
    void givenSeveralThingsWrong_reserve_isRejectedForTheFirst() {
        SeatingPlan other = office.onSale(concert, 5);
        List<SeatId> twice = List.of(seatsOf(other).get(0), seatsOf(other).get(0));
        QueueTicket waiting = waiting();
        assertTurnedAway(TokenOfAnotherConcertException.class, order(ticket(anyConcertId()), plan, twice));
        assertTurnedAway(SeatNotOfDateException.class, order(waiting, plan, seatsOf(other)));
        assertTurnedAway(SeatLimitException.class, order(waiting, other, seatsOf(other)));
        office.clock().advance(BoxOffice.DEADLINE);
        assertTurnedAway(DuplicateSeatException.class, order(waiting, plan, twice));
        assertTurnedAway(DeadlinePassedException.class, order(waiting, plan, seatsOf(other)));
    }

    // What the locks refuse, which does not reach the database

    @Test
    void givenTurnToCome_reserve_isRejected() {
        assertRejectedByTheLocks(StillWaitingException.class, waiting(), 1);
    }

    @Test
    void givenTurnThatHasEnded_reserve_isRejected() {
        QueueTicket buyer = buyer();
        office.holds().endTurn(buyer);
        assertRejectedByTheLocks(QueueTokenEndedException.class, buyer, 1);
    }

    @Test
    void givenSeatsUpToTheLimit_reserveMore_isRejected() {
        QueueTicket buyer = buyer();
        Reservation hold = reserve(buyer, 1, 2, 3);
        assertRejected(SeatLimitException.class, buyer, 4, 5);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(3);
        assertThat(office.statusOf(hold)).isEqualTo(ReservationStatus.PENDING);
        reserve(buyer, 4);
    }

    @Test
    void givenHoldThatWasNotPaid_reserve_hasToWait_ifThePolicySaysSo() {
        QueueTicket buyer = buyer();
        office.holds().release(List.of(reserve(buyer, 1)));
        office.runBy(aPolicy(1));
        assertRejected(HoldCoolDownException.class, buyer, 2);
    }

    @Test
    void givenSeatOfAnother_reserve_isRejected_andGetsNone() {
        reserve(buyer(), 1);
        assertRejectedByTheLocks(SeatTakenException.class, buyer(), 1, 2);
        reserve(buyer(), 2);
    }

    // Seats that the buyer has already

    @Test
    void givenOwnHold_reserveAgain_isTheSameHold() {
        // Given
        QueueTicket buyer = buyer();
        Reservation hold = reserve(buyer, 1, 2);
        // When
        Reservation again = reserve(buyer, 2, 1);
        // Then
        assertThat(again).isEqualTo(hold);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(2);
        assertThat(office.outbox().events()).hasSize(1);
    }

    @Test
    void givenOwnHold_reserveSomeOfItsSeats_isRejected() {
        QueueTicket buyer = buyer();
        reserve(buyer, 1, 2);
        assertRejected(SeatTakenException.class, buyer, 1);
        assertRejected(SeatTakenException.class, buyer, 1, 2, 3);
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(2);
    }

    @Test
    void givenOwnRequestThatHasNotCommitted_reserveAgain_isBusy() {
        QueueTicket buyer = buyer();
        lockedBy(buyer, 1);
        assertRejectedByTheLocks(ReservationBusyException.class, buyer, 1);
    }

    @Test
    void givenOwnPurchase_reserveAgain_isRejected() {
        QueueTicket buyer = buyer();
        office.settling().paid(reserve(buyer, 1));
        assertRejected(SeatTakenException.class, buyer, 1);
    }

    @Test
    void givenOwnHoldWhoseTimeIsOver_reserveAgain_isRejected_untilItIsPutBackOnSale() {
        QueueTicket buyer = buyer();
        reserve(buyer, 1);
        office.clock().advance(SeatFixture.HOLD);
        assertRejected(SeatTakenException.class, buyer, 1);
    }

    // What only the database refuses, because the locks were lost

    @Test
    void givenSeatThatTheDatabaseAloneKnowsToBeTaken_reserve_isRejected_andItsHolderHasTheLockAgain() {
        // Given
        QueueTicket holder = buyer();
        Reservation hold = office.held(holder, plan, 1, 2);
        QueueTicket loser = buyer();
        // When
        assertRejected(SeatTakenException.class, loser, 2, 3);
        // Then
        assertThat(office.inventory().owners(seats(1, 2, 3)))
                .containsExactly(hold.id().value());
        assertThat(office.queries().reservation(hold.id())).isEqualTo(hold);
        assertThat(reserve(holder, 1, 2)).isEqualTo(hold);
        assertThat(office.inventory().statusOf(seat(3))).isEqualTo(SeatStatus.AVAILABLE);
        reserve(buyer(), 3);
    }

    @Test
    void givenSeatsOfSeveralThatTheDatabaseAloneKnowsToBeTaken_reserve_givesEachTheirLocks() {
        QueueTicket one = buyer();
        QueueTicket other = buyer();
        Reservation ofOne = office.held(one, plan, 1);
        Reservation ofOther = office.held(other, plan, 2);
        assertRejected(SeatTakenException.class, buyer(), 1, 2);
        assertThat(lockedBy(one, 1)).isEqualTo(ofOne.id());
        assertThat(lockedBy(other, 2)).isEqualTo(ofOther.id());
    }

    @Test
    void givenHoldOfAnotherThatTheDatabaseAloneKnows_reserveExactlyItsSeats_isRejected() {
        office.held(buyer(), plan, 1, 2);
        assertRejected(SeatTakenException.class, buyer(), 1, 2);
    }

    @Test
    void givenOwnHoldThatTheDatabaseAloneKnows_reserveAgain_isBusyOnce() {
        QueueTicket buyer = buyer();
        Reservation hold = office.held(buyer, plan, 1, 2);
        assertRejected(ReservationBusyException.class, buyer, 2, 1);
        assertThat(reserve(buyer, 2, 1)).isEqualTo(hold);
    }

    @Test
    void givenOwnHoldOfOtherSeatsThatTheDatabaseAloneKnows_reserve_isRejected() {
        QueueTicket buyer = buyer();
        office.held(buyer, plan, 1, 2);
        assertRejected(SeatTakenException.class, buyer, 1);
    }

    @Test
    void givenOwnPurchaseThatTheDatabaseAloneKnows_reserve_isRejected() {
        QueueTicket buyer = buyer();
        office.settling().paid(office.held(buyer, plan, 1));
        assertRejected(SeatTakenException.class, buyer, 1);
    }

    @Test
    void givenOwnerWhoseReservationIsNotThere_reserve_isRejected() {
        office.inventory().reserve(seats(1), UUID.randomUUID());
        assertRejected(SeatTakenException.class, buyer(), 1);
    }

    @Test
    void givenQuotaThatTheDatabaseAloneKnows_reserve_isRejected_andReleasesTheLocks() {
        // Given
        QueueTicket buyer = buyer();
        office.quota().take(buyer.user(), concert, 3, BoxOffice.LIMIT);
        office.runBy(aPolicy(1));
        // When
        assertRejected(SeatLimitException.class, buyer, 1, 2);
        // Then
        assertThat(office.seatsTakenBy(buyer)).isEqualTo(3);
        assertNotBooked(1, 2);
        reserve(buyer(), 1, 2);
        reserve(buyer, 3); // an attempt does not count as a hold that went unpaid
    }

    /** All transactions lock the quota first, then the seats: in any other order two could wait for each other. */
    @Test
    void givenNeitherQuotaNorSeat_reserve_isRejectedForTheQuota() {
        QueueTicket buyer = buyer();
        office.held(buyer, plan, 1, 2, 3, 4);
        office.held(buyer(), plan, 5);
        assertRejected(SeatLimitException.class, buyer, 5);
    }

    @Test
    void givenDeadlineThatPassesWhileTheLocksAreAsked_reserve_isRejected_andReleasesThem() {
        // Given
        QueueTicket buyer = buyer();
        office.whileTheLocksAreAsked(() -> office.clock().advance(BoxOffice.DEADLINE));
        // When
        assertRejected(DeadlinePassedException.class, buyer, 1);
        // Then
        assertThat(office.seatsTakenBy(buyer)).isZero();
        assertNotBooked(1);
        QueueTicket other = buyer();
        office.whileTheLocksAreAsked(() -> {});
        lockedBy(other, 1);
    }

    private QueueTicket ticket(ConcertId ofConcert) {
        return new QueueTicket(anyUserId(), ofConcert, ++tickets, office.clock().instant());
    }

    private QueueTicket admitted(QueueTicket ticket) {
        office.holds().admit(ticket);
        return ticket;
    }

    private QueueTicket buyer() {
        return admitted(ticket(concert));
    }

    private QueueTicket waiting() {
        QueueTicket ticket = ticket(concert);
        office.holds().letWait(ticket);
        return ticket;
    }

    private static QueuePolicy aPolicy(int unpaidHolds) {
        int turn = QueueFixture.ACTIVE_SECONDS;
        var limits = new HoldLimits(turn, unpaidHolds, 0);
        return new QueuePolicy(
                BoxOffice.LIMIT,
                OptionalInt.empty(),
                QueueFixture.CLAIM_SECONDS,
                turn,
                false,
                0,
                limits,
                Optional.empty());
    }

    private SeatId seat(int number) {
        return plan.seats().get(number - 1).id();
    }

    private List<SeatId> seats(int... numbers) {
        return IntStream.of(numbers).mapToObj(this::seat).toList();
    }

    private static List<SeatId> seatsOf(SeatingPlan all) {
        return all.seats().stream().map(SeatingPlan.PricedSeat::id).toList();
    }

    private ReserveSeats.Command order(QueueTicket ticket, SeatingPlan date, List<SeatId> seatIds) {
        return new ReserveSeats.Command(ticket, concert, date.concertDateId(), seatIds);
    }

    private Reservation reserve(QueueTicket ticket, int... numbers) {
        return office.reserve(order(ticket, plan, seats(numbers)));
    }

    /** The reservation that has the locks of the seats, which the buyer can have. */
    private ReservationId lockedBy(QueueTicket buyer, int... numbers) {
        var terms = new SeatHolds.Terms(SeatFixture.HOLD, BoxOffice.LIMIT, 0, SeatFixture.HOLD);
        return office.holds().hold(buyer, new ReservationId(UUID.randomUUID()), seats(numbers), terms);
    }

    private void assertRejected(Class<? extends DomainException> refusal, QueueTicket ticket, int... numbers) {
        assertThatThrownBy(() -> reserve(ticket, numbers)).isExactlyInstanceOf(refusal);
    }

    private void assertRejectedByTheLocks(
            Class<? extends DomainException> refusal, QueueTicket ticket, int... numbers) {
        int before = office.outbox().events().size();
        assertRejected(refusal, ticket, numbers);
        assertThat(office.seatsTakenBy(ticket)).isZero();
        assertThat(office.outbox().events()).hasSize(before);
    }

    private void assertTurnedAway(Class<? extends DomainException> refusal, ReserveSeats.Command command) {
        assertThatThrownBy(() -> office.reserve(command)).isExactlyInstanceOf(refusal);
        assertThat(office.askedOfTheLocks()).isEmpty();
    }

    private void assertNotBooked(int... numbers) {
        assertThat(seats(numbers))
                .allSatisfy(
                        seat -> assertThat(office.inventory().statusOf(seat)).isEqualTo(SeatStatus.AVAILABLE));
        assertThat(office.outbox().events()).isEmpty();
    }
}
