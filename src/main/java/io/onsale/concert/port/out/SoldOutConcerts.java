package io.onsale.concert.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import java.util.List;
import java.util.Optional;

/** Which concerts have sold out, by the database. */
public interface SoldOutConcerts {
    /**
     * Writes down the instant of the last payment if all seats have been paid; false if they have not. What has been written down stays.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     */
    boolean record(ConcertId concertId);

    Optional<SoldOutConcert> find(ConcertId concertId);

    /** In the order of the ranking. */
    List<SoldOutConcert> fastest(int limit);
}
