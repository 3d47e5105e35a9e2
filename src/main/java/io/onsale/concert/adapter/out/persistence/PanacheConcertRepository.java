package io.onsale.concert.adapter.out.persistence;

import io.onsale.common.port.out.IdGenerator;
import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.DuplicateDateException;
import io.onsale.concert.domain.Performance;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.port.out.ConcertRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.exception.ConstraintViolationException;

@ApplicationScoped
public class PanacheConcertRepository implements ConcertRepository {
    private final Session session;
    private final StatelessSession bulk;
    private final IdGenerator ids;

    public PanacheConcertRepository(Session session, StatelessSession bulk, IdGenerator ids) {
        this.session = session;
        this.bulk = bulk;
        this.ids = ids;
    }

    @Override
    public void add(Concert concert) {
        ConcertEntity.of(concert).persist();
    }

    @Override
    public boolean exists(ConcertId concertId) {
        return ConcertEntity.count("id", concertId.value()) > 0;
    }

    @Override
    public void add(Performance performance, List<SeatBlock> blocks) {
        try {
            PerformanceEntity.of(performance).persistAndFlush();
        } catch (ConstraintViolationException e) {
            throw new DuplicateDateException();
        }
        bulk.insertMultiple(seats(performance, blocks));
    }

    private List<SeatEntity> seats(Performance performance, List<SeatBlock> blocks) {
        var seats = new ArrayList<SeatEntity>(performance.seatCount());
        for (SeatBlock block : blocks) {
            for (int i = 0; i < block.count(); i++) {
                var seat = new SeatEntity();
                seat.id = ids.next();
                seat.performanceId = performance.id().value();
                seat.number = seats.size() + 1;
                seat.grade = block.grade();
                seat.price = block.price().won();
                seat.status = SeatStatus.AVAILABLE;
                seats.add(seat);
            }
        }
        return seats;
    }

    @Override
    public void recordSoldOut() {
        for (Object[] concert : soldOut()) {
            ConcertEntity.update(
                    "soldOutTime = ?1, updatedAt = ?1 where id = ?2 and soldOutTime is null", concert[1], concert[0]);
        }
    }

    /**
     * A query of its own, because a query inside of an update locks all that it reads: every seat looked at, and the gaps that
     * payments are inserted into. A seat on sale is looked for, not counted: LIMIT keeps MariaDB 10 from collecting all seats first.
     */
    private List<Object[]> soldOut() {
        return session.createNativeQuery("""
                        SELECT c.id, (
                            SELECT MAX(p.created_at) FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                            JOIN payment p ON p.reservation_id = s.reservation_id
                            WHERE d.concert_id = c.id AND p.status = 'SUCCESS') AS at
                        FROM concert c
                        WHERE c.sold_out_time IS NULL
                          AND EXISTS (SELECT 1 FROM concert_date d WHERE d.concert_id = c.id)
                          AND (SELECT s.id FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                            WHERE d.concert_id = c.id AND s.status = 'AVAILABLE' LIMIT 1) IS NULL
                          AND (SELECT s.id FROM concert_date d JOIN seat s ON s.concert_date_id = d.id
                            WHERE d.concert_id = c.id AND s.status = 'RESERVED' LIMIT 1) IS NULL
                        """, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("at", Instant.class)
                .getResultList();
    }
}
