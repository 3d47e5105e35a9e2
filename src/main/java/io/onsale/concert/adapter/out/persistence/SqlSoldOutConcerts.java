package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.out.SoldOutConcerts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The sold-out concerts in the database. */
@ApplicationScoped
public class SqlSoldOutConcerts implements SoldOutConcerts {
    private final Session session;

    public SqlSoldOutConcerts(Session session) {
        this.session = session;
    }

    @Override
    public boolean record(ConcertId concertId) {
        Times times = times(concertId);
        if (times.recorded == null && times.lastPayment != null) {
            ConcertEntity.update(
                    "soldOutTime = ?1, updatedAt = ?1 where id = ?2 and soldOutTime is null",
                    times.lastPayment,
                    concertId.value());
        }
        return times.recorded != null || times.lastPayment != null;
    }

    private record Times(Instant recorded, Instant lastPayment) {}

    /**
     * The query is apart from the update, because a query inside an update locks all that it reads: every seat looked
     * at, and the gaps that payments are inserted into. It looks for one seat that is not sold instead of counting, and
     * reads payments only when there is none.
     */
    private Times times(ConcertId concertId) {
        return session.createNativeQuery("""
                        SELECT c.sold_out_time AS recorded,
                          CASE WHEN c.sold_out_time IS NULL
                            AND (SELECT s.id FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                              WHERE d.concert_id = c.id AND s.status = 'AVAILABLE' LIMIT 1) IS NULL
                            AND (SELECT s.id FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                              WHERE d.concert_id = c.id AND s.status = 'RESERVED' LIMIT 1) IS NULL
                          THEN (SELECT MAX(p.created_at) FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                              JOIN payment p ON p.reservation_id = s.reservation_id
                              WHERE d.concert_id = c.id AND p.status = 'SUCCESS')
                          END AS lastPayment
                        FROM concert c WHERE c.id = :concert
                        """, Object[].class)
                .addScalar("recorded", Instant.class)
                .addScalar("lastPayment", Instant.class)
                .setParameter("concert", concertId.value())
                .uniqueResultOptional()
                .map(row -> new Times((Instant) row[0], (Instant) row[1]))
                .orElseThrow(() -> new ConcertNotFoundException(concertId));
    }

    @Override
    public Optional<SoldOutConcert> find(ConcertId concertId) {
        return session.createSelectionQuery("""
                        select c.id, c.title, c.openTime, c.soldOutTime,
                          (select count(*) from ConcertDateEntity d where d.concertId = c.id)
                        from ConcertEntity c where c.id = :concert and c.soldOutTime is not null
                        """, Row.class)
                .setParameter("concert", concertId.value())
                .uniqueResultOptional()
                .map(Row::toDomain);
    }

    @Override
    public List<SoldOutConcert> fastest(int limit) {
        return session.createSelectionQuery("""
                        select c.id, c.title, c.openTime, c.soldOutTime,
                          (select count(*) from ConcertDateEntity d where d.concertId = c.id)
                        from ConcertEntity c where c.soldOutTime is not null
                        order by timestampdiff(second, c.openTime, c.soldOutTime), 5 desc, c.openTime, c.id
                        """, Row.class).setMaxResults(limit).getResultList().stream()
                .map(Row::toDomain)
                .toList();
    }

    @RegisterForReflection
    record Row(UUID id, String title, Instant openTime, Instant soldOutTime, long dates) {
        SoldOutConcert toDomain() {
            long seconds = Duration.between(openTime, soldOutTime).toSeconds();
            return new SoldOutConcert(new ConcertId(id), title, seconds, (int) dates, openTime);
        }
    }
}
