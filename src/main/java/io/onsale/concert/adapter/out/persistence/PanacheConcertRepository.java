package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDate;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DuplicateDateException;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.port.out.ConcertRepository;
import io.onsale.kernel.IdGenerator;
import io.onsale.platform.database.BulkInsert;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.exception.ConstraintViolationException;

/** Concerts, dates and seats in the database. The seats of a date are inserted in bulk. */
@ApplicationScoped
public class PanacheConcertRepository implements ConcertRepository {
    private final StatelessSession bulk;
    private final IdGenerator ids;

    public PanacheConcertRepository(StatelessSession bulk, IdGenerator ids) {
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
    public void add(ConcertDate concertDate, List<SeatBlock> blocks) {
        try {
            ConcertDateEntity.of(concertDate).persistAndFlush();
        } catch (ConstraintViolationException e) {
            throw new DuplicateDateException();
        }
        BulkInsert.insert(bulk, seats(concertDate, blocks));
    }

    private List<SeatEntity> seats(ConcertDate concertDate, List<SeatBlock> blocks) {
        var seats = new ArrayList<SeatEntity>(concertDate.seatCount());
        for (SeatBlock block : blocks) {
            for (int i = 0; i < block.count(); i++) {
                var seat = new SeatEntity();
                seat.id = ids.next();
                seat.concertDateId = concertDate.id().value();
                seat.number = seats.size() + 1;
                seat.grade = block.grade();
                seat.price = block.price().won();
                seat.status = SeatStatus.AVAILABLE;
                seats.add(seat);
            }
        }
        return seats;
    }
}
