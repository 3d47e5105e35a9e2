package io.onsale.reservation.usecase;

import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.port.in.QueuePolicies;
import io.onsale.reservation.config.ReservationConfig;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationCreated;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.DuplicateSeatException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Redis first, which turns away all but one of those who want a seat; then the database, which decides. The transaction takes no
 * connection before its first statement, so that those who are turned away cost none.
 */
@ApplicationScoped
public class HoldSeats implements ReserveSeats {
    private final SeatingPlans plans;
    private final QueuePolicies policies;
    private final SeatHolds holds;
    private final SeatQuota quota;
    private final SeatInventory inventory;
    private final ReservationRepository reservations;
    private final ReservationQueries queries;
    private final SeatLocks locks;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;
    private final ReservationConfig config;

    public HoldSeats(
            SeatingPlans plans,
            QueuePolicies policies,
            SeatHolds holds,
            SeatQuota quota,
            SeatInventory inventory,
            ReservationRepository reservations,
            ReservationQueries queries,
            SeatLocks locks,
            EventOutbox outbox,
            IdGenerator ids,
            Clock clock,
            ReservationConfig config) {
        this.plans = plans;
        this.policies = policies;
        this.holds = holds;
        this.quota = quota;
        this.inventory = inventory;
        this.reservations = reservations;
        this.queries = queries;
        this.locks = locks;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.config = config;
    }

    @Override
    @Transactional
    public Reservation reserve(Command command) {
        if (!command.ticket().concert().equals(command.concertId())) {
            throw new TokenOfAnotherConcertException();
        }
        List<SeatId> seatIds = command.seatIds();
        if (new HashSet<>(seatIds).size() < seatIds.size()) {
            throw new DuplicateSeatException();
        }
        SeatingPlan plan = plans.of(command.concertDateId());
        plan.requireOnSale(command.concertId(), clock.instant());
        List<PricedSeat> seats = plans.select(plan, seatIds);
        int limit = seatLimit();
        if (seats.size() > limit) {
            throw new SeatLimitException(limit);
        }
        var id = new ReservationId(ids.next());
        QueuePolicy policy = policies.of(command.concertId());
        var terms =
                new SeatHolds.Terms(config.hold(), limit, policy.holdLimits().unpaidHolds(), policy.turn());
        ReservationId holder = holds.hold(command.ticket(), id, seatIds, terms);
        if (!holder.equals(id)) {
            return held(holder, seatIds);
        }
        Reservation reservation = pending(id, command, seats, clock.instant());
        SeatLocks.Attempted attempt = locks.attempt(reservation);
        // The deadline may have passed since the first look; the hold's own instant is the one that is stored.
        plan.requireOnSale(command.concertId(), reservation.createdAt());
        return book(reservation, limit, attempt);
    }

    @Override
    public int seatLimit() {
        return config.maxSeatsPerUser();
    }

    private Reservation pending(ReservationId id, Command command, List<PricedSeat> seats, Instant at) {
        return new Reservation(
                id,
                command.ticket().user(),
                command.concertId(),
                command.concertDateId(),
                seats.stream()
                        .map(seat -> new ReservedSeat(seat.id(), seat.number(), seat.price()))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                at.plus(config.hold()),
                at);
    }

    /** The same reservation again, if it is of exactly these seats. */
    private Reservation held(ReservationId id, List<SeatId> seatIds) {
        // Locked, but not there: the request that locked them has not committed yet.
        Reservation reservation = queries.find(id).orElseThrow(ReservationBusyException::new);
        if (!isHold(reservation, seatIds)) {
            throw new SeatTakenException();
        }
        return reservation;
    }

    /** Of exactly these seats. */
    private boolean isHold(Reservation reservation, List<SeatId> seatIds) {
        return reservation.statusAt(clock.instant()) == ReservationStatus.PENDING
                && Set.copyOf(reservation.seatIds()).equals(Set.copyOf(seatIds));
    }

    private Reservation book(Reservation reservation, int limit, SeatLocks.Attempted attempt) {
        if (!quota.take(
                reservation.userId(),
                reservation.concertId(),
                reservation.seats().size(),
                limit)) {
            throw new SeatLimitException(limit);
        }
        if (!inventory.reserve(reservation.seatIds(), reservation.id().value())) {
            throw refused(reservation, attempt);
        }
        reservations.add(reservation);
        outbox.append(ReservationCreated.of(ids.next(), reservation));
        return reservation;
    }

    /** The locks of the holders were lost: they get them back, or all who want the seats would come as far as the database. */
    private DomainException refused(Reservation reservation, SeatLocks.Attempted attempt) {
        for (UUID owner : inventory.owners(reservation.seatIds())) {
            queries.find(new ReservationId(owner)).ifPresent(attempt.holders()::add);
        }
        boolean own = attempt.holders().stream()
                .anyMatch(holder ->
                        holder.userId().equals(reservation.userId()) && isHold(holder, reservation.seatIds()));
        // Asked once more, it is their own hold again.
        return own ? new ReservationBusyException() : new SeatTakenException();
    }
}
