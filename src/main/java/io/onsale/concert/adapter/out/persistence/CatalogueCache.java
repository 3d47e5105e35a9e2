package io.onsale.concert.adapter.out.persistence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.OpeningTimes;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.kernel.Money;
import io.onsale.platform.database.Sql;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A cache of the part of the catalogue that never changes, so that neither entering the queue nor booking has to read
 * it again.
 */
@ApplicationScoped
public class CatalogueCache implements SeatingPlans, OpeningTimes {
    /** The cache then takes about 250 MB at the very most: 20 dates of 100,000 seats, or 40,000 dates of 50. */
    private static final long MAX_SEATS = 2_000_000;

    private final Cache<ConcertId, Instant> openTimes =
            Caffeine.newBuilder().maximumSize(100_000).build();
    private final Cache<ConcertDateId, SeatingPlan> plans = Caffeine.newBuilder()
            .maximumWeight(MAX_SEATS)
            .weigher((ConcertDateId id, SeatingPlan plan) -> 1 + plan.seats().size())
            .build();
    private final Sql sql;

    public CatalogueCache(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Instant openTimeOf(ConcertId concertId) {
        return openTimes.get(concertId, this::loadOpenTime);
    }

    /** This query does not go through Hibernate, whose session would keep its connection to the end of the request. */
    private Instant loadOpenTime(ConcertId concertId) {
        return sql
                .query(
                        "SELECT open_time FROM concert WHERE id = ?",
                        row -> Sql.instant(row, "open_time"),
                        concertId.value())
                .stream()
                .findFirst()
                .orElseThrow(() -> new ConcertNotFoundException(concertId));
    }

    @Override
    public SeatingPlan of(ConcertDateId concertDateId) {
        return plans.get(concertDateId, this::loadPlan);
    }

    private SeatingPlan loadPlan(ConcertDateId concertDateId) {
        ConcertDateEntity concertDate = ConcertDateEntity.<ConcertDateEntity>findByIdOptional(concertDateId.value())
                .orElseThrow(() -> new DateNotFoundException(concertDateId));
        List<PricedSeat> seats =
                SeatEntity.find("concertDateId = ?1 order by number", concertDateId.value())
                        .project(Row.class)
                        .list()
                        .stream()
                        .map(row -> new PricedSeat(new SeatId(row.id), row.number, new Money(row.price), row.grade))
                        .toList();
        // The session reads this as well: it has a connection already, and another one might not be free.
        ConcertEntity concert = ConcertEntity.findById(concertDate.concertId);
        return new SeatingPlan(new ConcertId(concert.id), concertDateId, concert.openTime, concertDate.deadline, seats);
    }

    @RegisterForReflection
    record Row(UUID id, int number, long price, SeatGrade grade) {}

    @Override
    public List<PricedSeat> select(SeatingPlan plan, List<SeatId> seatIds) {
        return seatIds.stream().map(id -> seat(plan, id)).toList();
    }

    private static PricedSeat seat(SeatingPlan plan, SeatId seatId) {
        PricedSeat seat = plan.seatsById().get(seatId);
        if (seat == null) {
            if (SeatEntity.count("id", seatId.value()) == 0) {
                throw new SeatNotFoundException(seatId);
            }
            throw new SeatNotOfDateException(seatId, plan.concertDateId());
        }
        return seat;
    }
}
