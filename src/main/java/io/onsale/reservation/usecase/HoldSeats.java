package io.onsale.reservation.usecase;

import io.onsale.common.domain.UnavailableException;
import io.onsale.common.port.out.EventOutbox;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.queue.domain.TokenOfAnotherConcertException;
import io.onsale.reservation.config.ReservationConfig;
import io.onsale.reservation.domain.DuplicateSeatException;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationCreated;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.domain.SeatLimitException;
import io.onsale.reservation.domain.SeatTakenException;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.reservation.port.out.SeatHolds.Attempt.AlreadyHeld;
import io.onsale.reservation.port.out.SeatHolds.Attempt.Held;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/**
 * Redis first, which turns away all but one of those who want a seat; then the database, which decides. The transaction takes no
 * connection before its first statement, so that those who are turned away cost none.
 */
@ApplicationScoped
public class HoldSeats implements ReserveSeats {
    private final SeatingPlans plans;
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
        SeatingPlan plan = plans.of(command.performanceId());
        plan.requireOnSale(command.concertId(), clock.instant());
        List<PricedSeat> seats = plans.select(plan, seatIds);
        int limit = seatLimit();
        if (seats.size() > limit) {
            throw new SeatLimitException(limit);
        }
        Reservation wanted = draft(command, seats);
        SeatHolds.Attempt attempt = hold(command, wanted, limit);
        if (attempt instanceof AlreadyHeld held) {
            return held(held.by());
        }
        Reservation reservation = pending(wanted, ((Held) attempt).at());
        locks.releaseOnRollback(reservation);
        // The deadline may have passed since the first look; the hold's own instant is the one that is stored.
        plan.requireOnSale(command.concertId(), reservation.createdAt());
        return book(reservation, limit);
    }

    @Override
    public int seatLimit() {
        return config.maxSeatsPerUser();
    }

    private Reservation draft(Command command, List<PricedSeat> seats) {
        Instant now = clock.instant();
        return new Reservation(
                new ReservationId(ids.next()),
                command.ticket().user(),
                command.concertId(),
                command.performanceId(),
                seats.stream()
                        .map(seat -> new ReservedSeat(seat.id(), seat.number(), seat.price()))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                now.plus(config.hold()),
                now);
    }

    private SeatHolds.Attempt hold(Command command, Reservation wanted, int limit) {
        try {
            return holds.hold(command.ticket(), wanted.id(), wanted.seatIds(), config.hold(), limit);
        } catch (UnavailableException e) {
            // No answer says nothing about the locks: they may be ours.
            locks.releaseOnRollback(wanted);
            throw e;
        }
    }

    /** The hold counts from the instant that the shared clock gave it, not from this machine's. */
    private Reservation pending(Reservation wanted, Instant at) {
        return new Reservation(
                wanted.id(),
                wanted.userId(),
                wanted.concertId(),
                wanted.performanceId(),
                wanted.seats(),
                wanted.status(),
                wanted.declines(),
                at.plus(config.hold()),
                at);
    }

    private Reservation held(ReservationId id) {
        Reservation reservation = queries.reservation(id);
        if (reservation.statusAt(clock.instant()) != ReservationStatus.PENDING) {
            throw new SeatTakenException();
        }
        return reservation;
    }

    private Reservation book(Reservation reservation, int limit) {
        if (!quota.take(
                reservation.userId(),
                reservation.concertId(),
                reservation.seats().size(),
                limit)) {
            throw new SeatLimitException(limit);
        }
        if (!inventory.reserve(reservation.seatIds(), reservation.id().value())) {
            throw new SeatTakenException();
        }
        reservations.add(reservation);
        outbox.append(ReservationCreated.of(ids.next(), reservation));
        return reservation;
    }
}
