package io.onsale.concert.port.out;

import io.onsale.concert.domain.SoldOutConcert;
import java.util.List;
import java.util.Optional;

/**
 * The view of the head of the sold-out ranking as it was read from the database. All methods throw {@link
 * io.onsale.kernel.UnavailableException} when it does not answer.
 */
public interface RankingView {
    enum Outcome {
        WRITTEN,
        /** There is no ranking to add to. */
        MISSING,
        /** The ranking was dropped after the read, which must be repeated. */
        OUTDATED
    }

    /** A stamp to take before a read of what is to be written. */
    long stamp();

    Outcome add(SoldOutConcert concert, long stamp);

    /** Writes the ranking if there is none. */
    void fill(List<SoldOutConcert> concerts, long stamp);

    /** Forgets the ranking, and all that has been read for it so far. */
    void drop();

    /** @return empty if there is no ranking, or nobody in it */
    Optional<List<SoldOutConcert>> fastest(int limit);
}
