package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.PerformanceId;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.port.out.SeatStatuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

@ApplicationScoped
public class PanacheSeatStatuses implements SeatStatuses {
    private final Session session;

    public PanacheSeatStatuses(Session session) {
        this.session = session;
    }

    @Override
    public List<SeatStatus> ofDate(PerformanceId performanceId) {
        return session.createSelectionQuery(
                        "select status from SeatEntity where performanceId = :date order by number", SeatStatus.class)
                .setParameter("date", performanceId.value())
                .getResultList();
    }

    @Override
    public Map<SeatId, SeatStatus> of(List<SeatId> seatIds) {
        return session
                .createSelectionQuery("select id, status from SeatEntity where id in :seats", SeatRow.class)
                .setParameter("seats", seatIds.stream().map(SeatId::value).toList())
                .getResultList()
                .stream()
                .collect(Collectors.toMap(row -> new SeatId(row.id), SeatRow::status));
    }

    @RegisterForReflection
    record SeatRow(UUID id, SeatStatus status) {}

    @Override
    public Map<PerformanceId, Integer> countAvailable(List<PerformanceId> performanceIds) {
        return session
                .createSelectionQuery("""
                        select performanceId, count(*) from SeatEntity
                        where performanceId in :dates and status = AVAILABLE group by performanceId
                        """, CountRow.class)
                .setParameter(
                        "dates",
                        performanceIds.stream().map(PerformanceId::value).toList())
                .getResultList()
                .stream()
                .collect(Collectors.toMap(row -> new PerformanceId(row.date), row -> (int) row.seats));
    }

    @RegisterForReflection
    record CountRow(UUID date, long seats) {}
}
