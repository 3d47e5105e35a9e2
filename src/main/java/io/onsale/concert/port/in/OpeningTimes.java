package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import java.time.Instant;

/** The opening times of concerts. They never change, so that all answers after the first come from memory. */
public interface OpeningTimes {
    /** @throws ConcertNotFoundException if there is no such concert */
    Instant openTimeOf(ConcertId concertId);
}
