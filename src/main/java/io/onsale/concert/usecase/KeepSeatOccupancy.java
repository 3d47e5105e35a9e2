package io.onsale.concert.usecase;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.SeatOccupancy;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.concert.port.out.OccupancyView;
import io.onsale.concert.port.out.SeatStatuses;
import io.onsale.kernel.EventFlow;
import io.onsale.kernel.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keeper of the seat view. An event only says that seats have changed; what they are now is read from the database,
 * after taking the stamp by which the view decides. The last commit of a seat has an event, the read for that event has
 * seen the commit, and any read that has not seen it has a lower stamp. So the view ends at what the database says,
 * whatever the order, number and delay of the events (ADR 10).
 */
@ApplicationScoped
public class KeepSeatOccupancy implements SeatOccupancy {
    /** A view can go missing again while it is written, if Redis is emptied just then. */
    private static final int ATTEMPTS = 3;

    private final SeatingPlans plans;
    private final SeatStatuses seats;
    private final OccupancyView view;
    private final EventFlow flow;

    public KeepSeatOccupancy(SeatingPlans plans, SeatStatuses seats, OccupancyView view, EventFlow flow) {
        this.plans = plans;
        this.seats = seats;
        this.view = view;
        this.flow = flow;
    }

    @Override
    public void refresh(ConcertId concertId, ConcertDateId concertDateId, List<SeatId> seatIds) {
        SeatingPlan plan = plans.of(concertDateId);
        if (!plan.concertId().equals(concertId)) {
            throw new DateNotOfConcertException(concertDateId, concertId);
        }
        List<PricedSeat> changed = plans.select(plan, seatIds);
        for (int i = 0; i < ATTEMPTS; i++) {
            long stamp = view.stamp(plan);
            if (view.refresh(plan, stamp, read(changed))) {
                return;
            }
            // The view may have been filled meanwhile by another instance, from a read before the change: the next turn
            // refreshes it.
            fill(plan);
        }
        // There is still no view: the next reader of the seats makes it, and sees the change.
    }

    @Override
    public List<SeatStatus> statuses(SeatingPlan plan) {
        if (flow.isFlowing()) {
            try {
                return view.statuses(plan).orElseGet(() -> fill(plan));
            } catch (UnavailableException e) {
                return read(plan.concertDateId());
            }
        }
        return read(plan.concertDateId());
    }

    @Override
    public Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds) {
        var available = new HashMap<>(known(concertId, concertDateIds));
        List<ConcertDateId> unknown = concertDateIds.stream()
                .filter(date -> !available.containsKey(date))
                .toList();
        if (!unknown.isEmpty()) {
            // Counting is much cheaper than filling the view, which is left to the next reader of the seats.
            Map<ConcertDateId, Integer> counted = count(unknown);
            unknown.forEach(date -> available.put(date, counted.getOrDefault(date, 0)));
        }
        return available;
    }

    private Map<ConcertDateId, Integer> known(ConcertId concertId, List<ConcertDateId> concertDateIds) {
        if (concertDateIds.isEmpty() || !flow.isFlowing()) {
            return Map.of();
        }
        try {
            return view.available(concertId, concertDateIds);
        } catch (UnavailableException e) {
            return Map.of();
        }
    }

    /** The instance reads for its own answer what all others need for theirs, so that no instance waits for another. */
    private List<SeatStatus> fill(SeatingPlan plan) {
        long stamp = view.stamp(plan);
        List<SeatStatus> read = read(plan.concertDateId());
        view.fill(plan, stamp, read);
        return read;
    }

    /**
     * All reads here have a transaction of their own: the caller's transaction may have seen the database before the
     * change, and would see the same again (REPEATABLE READ).
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Map<PricedSeat, SeatStatus> read(List<PricedSeat> changed) {
        Map<SeatId, SeatStatus> statuses =
                seats.of(changed.stream().map(PricedSeat::id).toList());
        var read = new HashMap<PricedSeat, SeatStatus>();
        changed.forEach(seat -> read.put(seat, statuses.get(seat.id())));
        return read;
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<SeatStatus> read(ConcertDateId concertDateId) {
        return seats.ofDate(concertDateId);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Map<ConcertDateId, Integer> count(List<ConcertDateId> concertDateIds) {
        return seats.countAvailable(concertDateIds);
    }
}
