package io.onsale.concert.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.in.SoldOutRanking;
import io.onsale.concert.port.out.RankingView;
import io.onsale.concert.port.out.RankingView.Outcome;
import io.onsale.concert.port.out.SoldOutConcerts;
import io.onsale.concert.usecase.ManageCatalogue.DateAdded;
import io.onsale.kernel.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The ranking of concerts by how fast they sold out. It finds out whether a payment was the last of its concert apart
 * from the payment, so that no buyer waits for it. The database is written and committed first, then the ranking in
 * Redis; if the second fails, both are done again. Adding a concert is adding to a set that always holds the first
 * hundred of what was added, so that additions and a ranking read anew give the same in any order. Only another date
 * changes a place, and then all that was read before is void.
 */
@ApplicationScoped
public class RankSoldOut implements SoldOutRanking {
    private static final Logger LOG = Logger.getLogger(RankSoldOut.class);
    /** Each further attempt means that something else has happened to the ranking in between. */
    private static final int ATTEMPTS = 5;

    private final SoldOutConcerts concerts;
    private final RankingView ranking;

    public RankSoldOut(SoldOutConcerts concerts, RankingView ranking) {
        this.concerts = concerts;
        this.ranking = ranking;
    }

    /**
     * Writes down the instant of the last payment and ranks the concert if all seats are paid now. Repeating it changes
     * nothing. A refund or another date does not change it either, since the concert did sell out then.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     * @throws UnavailableException if the ranking cannot be written now
     */
    public void recordSoldOut(ConcertId concertId) {
        if (record(concertId)) {
            rank(concertId);
        }
    }

    private void rank(ConcertId concertId) {
        for (int i = 0; i < ATTEMPTS; i++) {
            long stamp = ranking.stamp();
            Outcome outcome = ranking.add(find(concertId).orElseThrow(), stamp);
            if (outcome == Outcome.WRITTEN) {
                return;
            }
            if (outcome == Outcome.MISSING) {
                fill();
            }
        }
        // This is no outage, whose end the consumer would wait for.
        throw new IllegalStateException("the ranking does not stand still");
    }

    @Override
    public List<SoldOutConcert> fastest(int limit) {
        try {
            return ranking.fastest(limit).orElseGet(() -> first(fill(), limit));
        } catch (UnavailableException e) {
            return readFastest(limit);
        }
    }

    private List<SoldOutConcert> fill() {
        long stamp = ranking.stamp();
        List<SoldOutConcert> fastest = readFastest(MAX_RANKS);
        ranking.fill(fastest, stamp);
        return fastest;
    }

    private static List<SoldOutConcert> first(List<SoldOutConcert> all, int limit) {
        return all.subList(0, Math.min(limit, all.size()));
    }

    void added(@Observes(during = TransactionPhase.AFTER_SUCCESS) DateAdded event) {
        try {
            ranking.drop();
        } catch (UnavailableException e) {
            LOG.debug("The ranking is left to end by itself, Redis does not answer");
        }
    }

    /**
     * The record has a transaction of its own: the caller's may not see the payments that came after its first look
     * (REPEATABLE READ), and two last payments would each miss the other.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    boolean record(ConcertId concertId) {
        return concerts.record(concertId);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<SoldOutConcert> find(ConcertId concertId) {
        return concerts.find(concertId);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<SoldOutConcert> readFastest(int limit) {
        return concerts.fastest(limit);
    }
}
