package io.onsale.concert.port.out;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDate;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatBlock;
import java.util.List;

/** The store of concerts, dates and their seats. */
public interface ConcertRepository {
    void add(Concert concert);

    boolean exists(ConcertId concertId);

    /** @throws io.onsale.concert.domain.ConcertRefusals.DuplicateDateException if the concert has this date already */
    void add(ConcertDate concertDate, List<SeatBlock> blocks);
}
