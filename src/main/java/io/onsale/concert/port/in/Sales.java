package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import java.util.Map;
import java.util.Set;

/** What is left of concerts, as the database has it now: for whoever looks at many at once, and now and then. */
public interface Sales {
    /** One entry for each of the concerts, whether there is such a concert or not. */
    Map<ConcertId, Sale> of(Set<ConcertId> concertIds);
}
