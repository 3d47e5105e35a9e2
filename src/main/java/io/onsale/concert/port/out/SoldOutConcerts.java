package io.onsale.concert.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import java.util.List;
import java.util.Optional;

/** The sold-out concerts in the database. */
public interface SoldOutConcerts {
    /**
     * Writes down the instant of the last payment if all seats are paid; false if they are not. An instant that is
     * written down stays.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     */
    boolean record(ConcertId concertId);

    Optional<SoldOutConcert> find(ConcertId concertId);

    /** The first sold-out concerts in the order of the ranking. */
    List<SoldOutConcert> fastest(int limit);
}
