package io.onsale.concert.port.in;

import io.onsale.concert.domain.SoldOutConcert;
import java.util.List;

/** The ranking of the concerts that sold out fastest. */
public interface SoldOutRanking {
    int MAX_RANKS = 100;

    /**
     * The first of the ranking: the fastest first, then the concert with more dates, then the one that opened earlier.
     *
     * @param limit at most {@link #MAX_RANKS}
     */
    List<SoldOutConcert> fastest(int limit);
}
