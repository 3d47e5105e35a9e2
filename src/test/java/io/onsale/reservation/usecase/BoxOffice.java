package io.onsale.reservation.usecase;

import io.onsale.FiredEvents;
import io.onsale.SettableClock;
import io.onsale.concert.InMemorySeatInventory;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.InMemoryEventOutbox;
import io.onsale.kernel.Money;
import io.onsale.queue.QueueFixture;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.InMemoryReservationQueries;
import io.onsale.reservation.InMemoryReservationRepository;
import io.onsale.reservation.InMemorySeatHolds;
import io.onsale.reservation.InMemorySeatQuota;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.config.ReservationConfig;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.PaidReservationCancelled;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatHolds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** A box office in memory: seats on sale, and the use cases that hold them and end their holds, without a server. */
public final class BoxOffice {
    /** The time from the opening to the deadline. */
    public static final Duration DEADLINE = Duration.ofDays(30);

    static final int LIMIT = 4;

    private static final Money PRICE = new Money(10_000);

    private final SettableClock clock = new SettableClock();
    private final Instant openedAt = clock.instant();
    private final Plans plans = new Plans();
    private final InMemoryReservationRepository reservations = new InMemoryReservationRepository();
    private final InMemorySeatInventory inventory = new InMemorySeatInventory();
    private final InMemorySeatQuota quota = new InMemorySeatQuota();
    private final InMemoryEventOutbox outbox = new InMemoryEventOutbox();
    private final ObservedSeatHolds holds = new ObservedSeatHolds();
    private final FiredEvents<PaidReservationCancelled> refunds = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Attempted> attempted = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Expired> expired = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Released> released = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Sold> sold = new FiredEvents<>();
    private final SeatLocks locks;
    private final SettleReservations settling;
    private final HoldSeats holding;
    private QueuePolicy policy = QueueFixture.aPolicy(LIMIT);

    public BoxOffice() {
        locks = new SeatLocks(queries(), holds, attempted, concert -> policy, expired, released, sold);
        settling = new SettleReservations(
                reservations, inventory, quota, plans, locks, outbox, UUID::randomUUID, clock, refunds);
        var booking =
                new BookHeldSeats(locks, quota, inventory, reservations, queries(), outbox, UUID::randomUUID, clock);
        holding = new HoldSeats(
                plans, concert -> policy, holds, booking, queries(), UUID::randomUUID, clock, new Settings());
    }

    private static final class Settings implements ReservationConfig {
        @Override
        public Duration hold() {
            return SeatFixture.HOLD;
        }

        @Override
        public int maxSeatsPerUser() {
            return LIMIT;
        }
    }

    /** Seating plans whose dates all have the same times. */
    private final class Plans implements SeatingPlans {
        private final Map<ConcertDateId, SeatingPlan> published = new HashMap<>();

        private SeatingPlan publish(ConcertId concertId, List<PricedSeat> seats) {
            var plan = new SeatingPlan(
                    concertId, new ConcertDateId(UUID.randomUUID()), openedAt, openedAt.plus(DEADLINE), seats);
            published.put(plan.concertDateId(), plan);
            return plan;
        }

        @Override
        public SeatingPlan of(ConcertDateId concertDateId) {
            return Optional.ofNullable(published.get(concertDateId))
                    .orElseThrow(() -> new DateNotFoundException(concertDateId));
        }

        @Override
        public List<PricedSeat> select(SeatingPlan plan, List<SeatId> seatIds) {
            return seatIds.stream().map(id -> seat(plan, id)).toList();
        }

        private PricedSeat seat(SeatingPlan plan, SeatId seatId) {
            if (published.values().stream().noneMatch(any -> any.seatsById().containsKey(seatId))) {
                throw new SeatNotFoundException(seatId);
            }
            return Optional.ofNullable(plan.seatsById().get(seatId))
                    .orElseThrow(() -> new SeatNotOfDateException(seatId, plan.concertDateId()));
        }
    }

    /** Seat locks that write down how they are asked, and let something happen meanwhile. */
    private final class ObservedSeatHolds extends InMemorySeatHolds {
        private final List<Terms> asked = new ArrayList<>();
        private Runnable meanwhile = () -> {};

        ObservedSeatHolds() {
            super(clock);
        }

        @Override
        public ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Terms terms) {
            asked.add(terms);
            meanwhile.run();
            return super.hold(ticket, reservationId, seatIds, terms);
        }
    }

    public SettableClock clock() {
        return clock;
    }

    public InMemoryReservationRepository reservations() {
        return reservations;
    }

    public InMemoryReservationQueries queries() {
        return new InMemoryReservationQueries(reservations);
    }

    public InMemoryEventOutbox outbox() {
        return outbox;
    }

    public FiredEvents<PaidReservationCancelled> refunds() {
        return refunds;
    }

    public SettleReservations settling() {
        return settling;
    }

    public ExpireHolds expiring() {
        return expiring(reservations);
    }

    ExpireHolds expiring(ReservationRepository repository) {
        return new ExpireHolds(repository, inventory, quota, locks, outbox, UUID::randomUUID, clock);
    }

    HoldSeats holding() {
        return holding;
    }

    InMemorySeatHolds holds() {
        return holds;
    }

    InMemorySeatInventory inventory() {
        return inventory;
    }

    InMemorySeatQuota quota() {
        return quota;
    }

    void runBy(QueuePolicy next) {
        policy = next;
    }

    /** The terms of each request that came as far as the locks. */
    List<SeatHolds.Terms> askedOfTheLocks() {
        return List.copyOf(holds.asked);
    }

    void whileTheLocksAreAsked(Runnable meanwhile) {
        holds.meanwhile = meanwhile;
    }

    /** A date with this many seats, on sale from the opening to the deadline. */
    SeatingPlan onSale(ConcertId concertId, int seats) {
        return onSale(concertId, Collections.nCopies(seats, PRICE).toArray(Money[]::new));
    }

    private SeatingPlan onSale(ConcertId concertId, Money... prices) {
        List<SeatId> ids = SeatFixture.seats(prices.length);
        inventory.putOnSale(ids);
        return plans.publish(
                concertId,
                IntStream.range(0, prices.length)
                        .mapToObj(i -> new PricedSeat(ids.get(i), i + 1, prices[i], SeatGrade.NORMAL))
                        .toList());
    }

    /**
     * Reserves in a transaction of its own, whose end the locks follow. What was written before a refusal stays,
     * because the fakes know no rollback.
     */
    Reservation reserve(ReserveSeats.Command command) {
        int before = attempted.fired().size();
        boolean committed = false;
        try {
            Reservation reservation = reservations.inAnotherTransaction(() -> holding.reserve(command));
            committed = true;
            return reservation;
        } finally {
            List<SeatLocks.Attempted> attempts = attempted.fired();
            attempts.subList(before, attempts.size()).forEach(committed ? locks::committed : locks::rolledBack);
        }
    }

    /** A hold of one seat. */
    public Reservation held(QueueTicket buyer) {
        return held(buyer, PRICE);
    }

    /** A hold that begins now, with a seat of each price, all of one date. */
    public Reservation held(QueueTicket buyer, Money... prices) {
        SeatingPlan plan = onSale(buyer.concert(), prices);
        return held(buyer, plan, IntStream.rangeClosed(1, prices.length).toArray());
    }

    /** A hold as the database has it, without locks. */
    Reservation held(QueueTicket buyer, SeatingPlan plan, int... numbers) {
        Instant now = clock.instant();
        var hold = new Reservation(
                new ReservationId(UUID.randomUUID()),
                buyer.user(),
                buyer.concert(),
                plan.concertDateId(),
                IntStream.of(numbers)
                        .mapToObj(number -> plan.seats().get(number - 1))
                        .map(seat -> new ReservedSeat(seat.id(), seat.number(), seat.price()))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                now.plus(SeatFixture.HOLD),
                now);
        inventory.reserve(hold.seatIds(), hold.id().value());
        quota.take(buyer.user(), buyer.concert(), numbers.length, LIMIT);
        reservations.add(hold);
        reservations.endTransaction();
        return hold;
    }

    /** The status as it is stored. */
    public ReservationStatus statusOf(Reservation reservation) {
        return queries().statusOf(reservation.id());
    }

    /** The status of each seat of the reservation. */
    public List<SeatStatus> seatsOf(Reservation reservation) {
        return reservation.seatIds().stream()
                .map(inventory::statusOf)
                .distinct()
                .toList();
    }

    public int seatsTakenBy(QueueTicket buyer) {
        return quota.taken(buyer.user(), buyer.concert());
    }

    /** The reasons for which its seats were put back on sale, each time. */
    public List<Reason> releasesOf(Reservation reservation) {
        return outbox.events(ReservationReleased.class).stream()
                .filter(event -> event.reservationId().equals(reservation.id().value()))
                .map(ReservationReleased::reason)
                .toList();
    }

    /** The reservations whose seat locks are given back on commit; {@link #sold} has those whose locks are kept. */
    public List<ReservationId> unlocked() {
        var ended = new ArrayList<Reservation>();
        expired.fired().forEach(event -> ended.addAll(event.reservations()));
        released.fired().forEach(event -> ended.add(event.reservation()));
        return ended.stream().map(Reservation::id).toList();
    }

    public List<ReservationId> sold() {
        return sold.fired().stream().map(event -> event.reservation().id()).toList();
    }
}
