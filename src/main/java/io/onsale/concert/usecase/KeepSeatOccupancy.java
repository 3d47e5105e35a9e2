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
 * An event says that seats have changed; what they are now is read from the database, after the stamp by which the view decides. The
 * last commit of a seat has an event, the read for that event has seen the commit, and every read that has not got its stamp before it:
 * so whatever the order, number and delay of the events, the view ends at what the database says.
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
            // Filled by another meanwhile, the view may be of a read before the change: refreshed it is in any case.
            fill(plan);
        }
        // Still no view: whoever reads the seats next makes it, and sees the change.
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
            // Counting is much cheaper than to fill the view, which is left to whoever looks at the seats.
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

    /** What an instance has to read for its own answer is all that the others need: so no two wait for each other. */
    private List<SeatStatus> fill(SeatingPlan plan) {
        long stamp = view.stamp(plan);
        List<SeatStatus> read = read(plan.concertDateId());
        view.fill(plan, stamp, read);
        return read;
    }

    /**
     * In a transaction of its own, as all reads here: that of the caller may have seen the database before the change, and would see
     * the same again (REPEATABLE READ).
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
