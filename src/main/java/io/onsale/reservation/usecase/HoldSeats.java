package io.onsale.reservation.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.IdGenerator;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.port.in.QueuePolicies;
import io.onsale.reservation.config.ReservationConfig;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.DuplicateSeatException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.port.out.SeatHolds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/**
 * Admission to the hold: of all who want a seat, lets one through to its booking. Whom the order itself or Redis turns away costs the
 * database nothing, since the transaction takes no connection before its first statement.
 */
@ApplicationScoped
public class HoldSeats implements ReserveSeats {
    private final SeatingPlans plans;
    private final QueuePolicies policies;
    private final SeatHolds holds;
    private final BookHeldSeats booking;
    private final ReservationQueries queries;
    private final IdGenerator ids;
    private final Clock clock;
    private final ReservationConfig config;

    public HoldSeats(
            SeatingPlans plans,
            QueuePolicies policies,
            SeatHolds holds,
            BookHeldSeats booking,
            ReservationQueries queries,
            IdGenerator ids,
            Clock clock,
            ReservationConfig config) {
        this.plans = plans;
        this.policies = policies;
        this.holds = holds;
        this.booking = booking;
        this.queries = queries;
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
        if (seats.size() > seatLimit()) {
            throw new SeatLimitException(seatLimit());
        }
        var id = new ReservationId(ids.next());
        ReservationId holder = holds.hold(command.ticket(), id, seatIds, terms(command.concertId()));
        return holder.equals(id)
                ? booking.book(pending(id, command, seats, clock.instant()), plan, seatLimit())
                : held(holder, seatIds);
    }

    @Override
    public int seatLimit() {
        return config.maxSeatsPerUser();
    }

    private SeatHolds.Terms terms(ConcertId concertId) {
        QueuePolicy policy = policies.of(concertId);
        return new SeatHolds.Terms(
                config.hold(), seatLimit(), policy.holdLimits().unpaidHolds(), policy.turn());
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
        if (!reservation.isHoldOf(seatIds, clock.instant())) {
            throw new SeatTakenException();
        }
        return reservation;
    }
}
