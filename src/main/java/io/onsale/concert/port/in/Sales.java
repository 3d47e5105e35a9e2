package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import java.util.Map;
import java.util.Set;

/** The sales of concerts as the database has them now, for callers that look at many concerts at once and not often. */
public interface Sales {
    /** @return one entry for each id, also where there is no such concert */
    Map<ConcertId, Sale> of(Set<ConcertId> concertIds);
}
