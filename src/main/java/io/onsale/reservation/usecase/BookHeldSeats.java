package io.onsale.reservation.usecase;

import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.IdGenerator;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationCreated;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.out.ReservationRepository;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.UUID;

/**
 * The booking of seats that were let through: quota, seats, reservation and event, all of them or none. The database decides here, whatever
 * Redis has said, and the seat locks follow it when the transaction ends.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class BookHeldSeats {
    private final SeatLocks locks;
    private final SeatQuota quota;
    private final SeatInventory inventory;
    private final ReservationRepository reservations;
    private final ReservationQueries queries;
    private final EventOutbox outbox;
    private final IdGenerator ids;
    private final Clock clock;

    public BookHeldSeats(
            SeatLocks locks,
            SeatQuota quota,
            SeatInventory inventory,
            ReservationRepository reservations,
            ReservationQueries queries,
            EventOutbox outbox,
            IdGenerator ids,
            Clock clock) {
        this.locks = locks;
        this.quota = quota;
        this.inventory = inventory;
        this.reservations = reservations;
        this.queries = queries;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param reservation whose seats are locked for it
     * @param plan of its date
     * @param limit seats of the concert that a user may have
     */
    Reservation book(Reservation reservation, SeatingPlan plan, int limit) {
        SeatLocks.Attempted attempt = locks.attempt(reservation);
        // The deadline may have passed since the first look; the hold's own instant is the one that is stored.
        plan.requireOnSale(reservation.concertId(), reservation.createdAt());
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
                .anyMatch(holder -> holder.userId().equals(reservation.userId())
                        && holder.isHoldOf(reservation.seatIds(), clock.instant()));
        // Asked once more, it is their own hold again.
        return own ? new ReservationBusyException() : new SeatTakenException();
    }
}
