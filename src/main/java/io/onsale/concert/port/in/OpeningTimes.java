package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import java.time.Instant;

/** When concerts go on sale. Answered from memory after the first time: an opening time is never changed. */
public interface OpeningTimes {
    /** @throws ConcertNotFoundException if there is no such concert */
    Instant openTimeOf(ConcertId concertId);
}
