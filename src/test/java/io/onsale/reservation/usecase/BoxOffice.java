package io.onsale.reservation.usecase;

import io.onsale.FiredEvents;
import io.onsale.SettableClock;
import io.onsale.concert.InMemorySeatInventory;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.InMemoryEventOutbox;
import io.onsale.kernel.Money;
import io.onsale.queue.QueueFixture;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.InMemoryReservationQueries;
import io.onsale.reservation.InMemoryReservationRepository;
import io.onsale.reservation.InMemorySeatHolds;
import io.onsale.reservation.InMemorySeatQuota;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationReleased.Reason;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.PaidReservationCancelled;
import io.onsale.reservation.port.out.ReservationRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Holds, and the use cases that end them, in memory and without a server. */
public final class BoxOffice {
    /** From when it opens. */
    public static final Duration DEADLINE = Duration.ofDays(30);

    private static final Money PRICE = new Money(10_000);
    private static final int LIMIT = 4;

    private final SettableClock clock = new SettableClock();
    private final Instant openedAt = clock.instant();
    private final InMemoryReservationRepository reservations = new InMemoryReservationRepository();
    private final InMemorySeatInventory inventory = new InMemorySeatInventory();
    private final InMemorySeatQuota quota = new InMemorySeatQuota();
    private final InMemoryEventOutbox outbox = new InMemoryEventOutbox();
    private final FiredEvents<PaidReservationCancelled> refunds = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Expired> expired = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Released> released = new FiredEvents<>();
    private final FiredEvents<SeatLocks.Sold> sold = new FiredEvents<>();
    private final SeatLocks locks;
    private final SettleReservations settling;

    public BoxOffice() {
        locks = new SeatLocks(
                queries(),
                new InMemorySeatHolds(clock),
                new FiredEvents<>(),
                concert -> QueueFixture.aPolicy(LIMIT),
                expired,
                released,
                sold);
        settling = new SettleReservations(
                reservations, inventory, quota, new Plans(), locks, outbox, UUID::randomUUID, clock, refunds);
    }

    /** All dates have the same times. */
    private final class Plans implements SeatingPlans {
        @Override
        public SeatingPlan of(ConcertDateId concertDateId) {
            return new SeatingPlan(
                    QueueFixture.anyConcertId(), concertDateId, openedAt, openedAt.plus(DEADLINE), List.of());
        }

        @Override
        public List<PricedSeat> select(SeatingPlan plan, List<SeatId> seatIds) {
            throw new UnsupportedOperationException();
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

    /** One seat. */
    public Reservation held(QueueTicket buyer) {
        return held(buyer, PRICE);
    }

    /** From now on; a seat of each price. */
    public Reservation held(QueueTicket buyer, Money... prices) {
        List<SeatId> seats = SeatFixture.seats(prices.length);
        Instant now = clock.instant();
        var hold = new Reservation(
                new ReservationId(UUID.randomUUID()),
                buyer.user(),
                buyer.concert(),
                new ConcertDateId(UUID.randomUUID()),
                IntStream.range(0, prices.length)
                        .mapToObj(i -> new ReservedSeat(seats.get(i), i + 1, prices[i]))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                now.plus(SeatFixture.HOLD),
                now);
        inventory.putOnSale(seats);
        inventory.reserve(seats, hold.id().value());
        quota.take(buyer.user(), buyer.concert(), prices.length, LIMIT);
        reservations.add(hold);
        reservations.endTransaction();
        return hold;
    }

    /** As it is stored. */
    public ReservationStatus statusOf(Reservation reservation) {
        return queries().statusOf(reservation.id());
    }

    /** Each that a seat of the reservation has. */
    public List<SeatStatus> seatsOf(Reservation reservation) {
        return reservation.seatIds().stream()
                .map(inventory::statusOf)
                .distinct()
                .toList();
    }

    public int seatsTakenBy(QueueTicket buyer) {
        return quota.taken(buyer.user(), buyer.concert());
    }

    /** Why its seats were put back on sale, each time. */
    public List<Reason> releasesOf(Reservation reservation) {
        return outbox.events(ReservationReleased.class).stream()
                .filter(event -> event.reservationId().equals(reservation.id().value()))
                .map(ReservationReleased::reason)
                .toList();
    }

    /** Whose seat locks are given back, and whose are kept as sold, once the transaction is committed. */
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
