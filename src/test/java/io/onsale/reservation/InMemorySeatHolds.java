package io.onsale.reservation;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.user.domain.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Seat locks in memory. Turns begin and end when a test says so, or with a payment, and never by the clock. An unpaid
 * hold counts once however long it has lasted, and each that is one too many costs a minute, no more; a refund does not
 * bring back what a payment has forgiven.
 */
public class InMemorySeatHolds implements SeatHolds {
    private static final Duration UNTIL_COMMITTED = Duration.ofSeconds(8);
    private static final Duration COOL_DOWN = Duration.ofMinutes(1);
    private static final ReservationId NOBODY = new ReservationId(new UUID(0, 0));

    private enum State {
        ATTEMPTED,
        HELD,
        SOLD
    }

    private record Buyer(UserId userId, ConcertId concertId) {
        private static Buyer of(QueueTicket ticket) {
            return new Buyer(ticket.user(), ticket.concert());
        }

        private static Buyer of(Reservation reservation) {
            return new Buyer(reservation.userId(), reservation.concertId());
        }
    }

    /**
     * @param buyer null for a seat that is withheld from everybody
     * @param turn the turn in which the seat was locked, by the number of its ticket
     */
    private record Lock(ReservationId owner, Buyer buyer, long turn, State state, Instant ends) {
        private Lock as(State next, Instant nextEnds) {
            return new Lock(owner, buyer, turn, next, nextEnds);
        }
    }

    private record Unpaid(int holds, Instant lastEnded) {}

    private final Clock clock;
    private final Map<SeatId, Lock> locks = new HashMap<>();
    /** The turns, by the number of the ticket. */
    private final Map<Buyer, Long> turns = new HashMap<>();

    private final Map<Buyer, Long> waiting = new HashMap<>();
    private final Map<Buyer, Unpaid> unpaid = new HashMap<>();

    public InMemorySeatHolds(Clock clock) {
        this.clock = clock;
    }

    public void admit(QueueTicket ticket) {
        turns.put(Buyer.of(ticket), ticket.sequence());
    }

    public void letWait(QueueTicket ticket) {
        waiting.put(Buyer.of(ticket), ticket.sequence());
    }

    public void endTurn(QueueTicket ticket) {
        turns.remove(Buyer.of(ticket), ticket.sequence());
    }

    private Optional<Lock> lock(SeatId seatId) {
        return Optional.ofNullable(locks.get(seatId))
                .filter(lock -> clock.instant().isBefore(lock.ends));
    }

    private List<Lock> locksOf(Buyer buyer) {
        return locks.keySet().stream()
                .flatMap(seat -> lock(seat).stream())
                .filter(lock -> buyer.equals(lock.buyer))
                .toList();
    }

    private List<SeatId> lockedBy(Reservation reservation) {
        return reservation.seatIds().stream()
                .filter(seat -> lock(seat)
                        .filter(lock -> lock.owner.equals(reservation.id()))
                        .isPresent())
                .toList();
    }

    @Override
    public ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Terms terms) {
        Buyer buyer = Buyer.of(ticket);
        Long number = ticket.sequence();
        if (!number.equals(turns.get(buyer))) {
            throw number.equals(waiting.get(buyer)) ? new StillWaitingException() : new QueueTokenEndedException();
        }
        List<Lock> taken = seatIds.stream().flatMap(seat -> lock(seat).stream()).toList();
        List<ReservationId> owners = taken.stream()
                .filter(lock -> buyer.equals(lock.buyer))
                .map(Lock::owner)
                .toList();
        if (owners.size() == seatIds.size() && owners.stream().distinct().count() == 1) {
            return owners.get(0);
        }
        requireCooledDown(buyer, terms.unpaidHolds());
        if (!taken.isEmpty()) {
            throw new SeatTakenException();
        }
        if (locksOf(buyer).size() + seatIds.size() > terms.seatLimit()) {
            throw new SeatLimitException(terms.seatLimit());
        }
        seatIds.forEach(seat -> locks.put(seat, attempted(reservationId, buyer, number)));
        return reservationId;
    }

    private void requireCooledDown(Buyer buyer, int unpaidHolds) {
        Unpaid ended = unpaid.get(buyer);
        if (unpaidHolds == 0 || ended == null || ended.holds < unpaidHolds) {
            return;
        }
        Duration wait = Duration.between(clock.instant(), ended.lastEnded.plus(COOL_DOWN));
        if (wait.compareTo(Duration.ZERO) > 0) {
            throw new HoldCoolDownException(wait);
        }
    }

    private Lock attempted(ReservationId owner, Buyer buyer, long turn) {
        return new Lock(owner, buyer, turn, State.ATTEMPTED, clock.instant().plus(UNTIL_COMMITTED));
    }

    @Override
    public void keep(Reservation reservation) {
        Instant ends = clock.instant().plus(Duration.between(reservation.createdAt(), reservation.expiresAt()));
        lockedBy(reservation)
                .forEach(seat -> locks.computeIfPresent(
                        seat, (id, lock) -> lock.state == State.ATTEMPTED ? lock.as(State.HELD, ends) : lock));
    }

    @Override
    public void restore(Collection<Reservation> reservations) {
        for (Reservation reservation : reservations) {
            Buyer buyer = Buyer.of(reservation);
            reservation.seatIds().stream()
                    .filter(seat -> lock(seat).isEmpty())
                    .forEach(
                            seat -> locks.put(seat, attempted(reservation.id(), buyer, turns.getOrDefault(buyer, 0L))));
        }
    }

    @Override
    public void release(Collection<Reservation> reservations) {
        reservations.forEach(reservation -> releaseAfter(Duration.ZERO, reservation));
    }

    @Override
    public void releaseAfter(Duration withheld, Reservation reservation) {
        Instant now = clock.instant();
        Buyer buyer = Buyer.of(reservation);
        boolean counts = false;
        for (SeatId seat : lockedBy(reservation)) {
            Lock released = locks.put(seat, new Lock(NOBODY, null, 0, State.ATTEMPTED, now.plus(withheld)));
            counts |= released.state != State.ATTEMPTED;
        }
        if (counts) {
            unpaid.merge(buyer, new Unpaid(1, now), (before, one) -> new Unpaid(before.holds + 1, now));
        }
    }

    @Override
    public void confirm(Collection<Reservation> reservations) {
        reservations.forEach(this::confirm);
    }

    private void confirm(Reservation reservation) {
        Buyer buyer = Buyer.of(reservation);
        for (SeatId seat : lockedBy(reservation)) {
            Lock lock = locks.get(seat);
            if (lock.state != State.SOLD) {
                locks.put(seat, lock.as(State.SOLD, Instant.MAX));
                unpaid.remove(buyer);
                if (locksOf(buyer).stream().allMatch(held -> held.state == State.SOLD)) {
                    turns.remove(buyer, lock.turn);
                }
            }
        }
    }
}
