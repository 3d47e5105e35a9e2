package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.ConcertQueries;
import io.onsale.concert.port.in.SeatOccupancy;
import io.onsale.concert.port.in.SeatingPlans;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;

/** The catalogue as the database has it, with the seats as the occupancy view has them. */
@ApplicationScoped
public class PanacheConcertQueries implements ConcertQueries {
    private final EntityManager entityManager;
    private final SeatingPlans plans;
    private final SeatOccupancy occupancy;
    private final Clock clock;

    public PanacheConcertQueries(
            EntityManager entityManager, SeatingPlans plans, SeatOccupancy occupancy, Clock clock) {
        this.entityManager = entityManager;
        this.plans = plans;
        this.occupancy = occupancy;
        this.clock = clock;
    }

    @Override
    public List<Concert> concerts(int page, int size) {
        return ConcertEntity.<ConcertEntity>findAll(Sort.by("id")).page(page, size).list().stream()
                .map(ConcertEntity::toDomain)
                .toList();
    }

    @Override
    public long openingsWithin(Instant from, Instant to) {
        return ConcertEntity.count("openTime between ?1 and ?2", from, to);
    }

    @Override
    public long concertCount() {
        return ConcertEntity.count();
    }

    @Override
    public Concert concert(ConcertId concertId) {
        return ConcertEntity.<ConcertEntity>findByIdOptional(concertId.value())
                .orElseThrow(() -> new ConcertNotFoundException(concertId))
                .toDomain();
    }

    @Override
    public List<DateView> bookableDates(ConcertId concertId) {
        List<DateRow> rows = entityManager
                .unwrap(Session.class)
                .createSelectionQuery("""
                        select d.id, d.date, d.deadline from ConcertDateEntity d
                        where d.concertId = :concert and d.deadline > :now order by d.date
                        """, DateRow.class)
                .setParameter("concert", concertId.value())
                .setParameter("now", clock.instant())
                .getResultList();
        if (rows.isEmpty()) {
            concert(concertId); // fails if there is no such concert, rather than one without dates
        }
        Map<ConcertDateId, Integer> available = occupancy.available(
                concertId, rows.stream().map(row -> new ConcertDateId(row.id)).toList());
        return rows.stream().map(row -> row.toView(concertId, available)).toList();
    }

    @RegisterForReflection
    record DateRow(UUID id, Instant date, Instant deadline) {
        DateView toView(ConcertId concertId, Map<ConcertDateId, Integer> available) {
            var concertDateId = new ConcertDateId(id);
            return new DateView(concertDateId, concertId, date, deadline, available.get(concertDateId));
        }
    }

    @Override
    public List<SeatView> seats(ConcertId concertId, ConcertDateId concertDateId, boolean availableOnly) {
        SeatingPlan plan = plans.of(concertDateId);
        if (!plan.concertId().equals(concertId)) {
            throw new DateNotFoundException(concertDateId);
        }
        if (!clock.instant().isBefore(plan.deadline())) {
            throw new DeadlinePassedException(plan.deadline());
        }
        List<SeatStatus> statuses = occupancy.statuses(plan);
        var seats = new ArrayList<SeatView>();
        for (PricedSeat seat : plan.seats()) {
            SeatStatus status = statuses.get(seat.number() - 1);
            if (!availableOnly || status == SeatStatus.AVAILABLE) {
                seats.add(new SeatView(seat.id(), seat.number(), seat.price().won(), seat.grade(), status));
            }
        }
        return seats;
    }
}
