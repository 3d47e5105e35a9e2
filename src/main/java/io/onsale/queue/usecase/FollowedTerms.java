package io.onsale.queue.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.Sale;
import io.onsale.concert.port.in.OpeningTimes;
import io.onsale.concert.port.in.Sales;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.port.in.QueuePolicies;
import io.onsale.queue.port.out.QueuePolicyRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The terms of all queues in use, at most a second old. They are read from the database ahead of time, so that neither
 * a poll nor an admission waits for it, and are kept while it is down.
 */
@ApplicationScoped
public class FollowedTerms implements QueuePolicies {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final QueuePolicyRepository policies;
    private final OpeningTimes openingTimes;
    private final Sales sales;
    private final Map<ConcertId, Dated> terms = new ConcurrentHashMap<>();

    private record Dated(QueueTerms terms, long readNanos) {
        boolean isFresh() {
            return System.nanoTime() - readNanos < FRESH_NANOS;
        }
    }

    public FollowedTerms(QueuePolicyRepository policies, OpeningTimes openingTimes, Sales sales) {
        this.policies = policies;
        this.openingTimes = openingTimes;
        this.sales = sales;
    }

    @Override
    public QueuePolicy of(ConcertId concertId) {
        return atHand(concertId).policy();
    }

    /** Terms that are at most a second old. Blocks if this instance has none that are so fresh. */
    QueueTerms termsOf(ConcertId concertId) {
        Dated known = terms.get(concertId);
        return known != null && known.isFresh() ? known.terms : read(concertId);
    }

    /** The terms that this instance has, however old. Never blocks. */
    Optional<QueueTerms> known(ConcertId concertId) {
        return Optional.ofNullable(terms.get(concertId)).map(Dated::terms);
    }

    /** The terms however old they are, so that the call blocks only where this instance does not follow the queue. */
    QueueTerms atHand(ConcertId concertId) {
        return known(concertId).orElseGet(() -> termsOf(concertId));
    }

    void forEach(BiConsumer<ConcertId, QueueTerms> action) {
        terms.forEach((concertId, dated) -> action.accept(concertId, dated.terms));
    }

    /**
     * Reads the terms again after a change is committed: it is in force here at once, on other instances within a
     * second.
     */
    void reread(ConcertId concertId) {
        read(concertId);
    }

    void follow(Set<ConcertId> inUse) {
        readAll(inUse);
        terms.entrySet()
                .removeIf(entry ->
                        !inUse.contains(entry.getKey()) && !entry.getValue().isFresh());
    }

    /** Reads the terms of the queues that are followed already. */
    void refresh() {
        readAll(Set.copyOf(terms.keySet()));
    }

    private QueueTerms read(ConcertId concertId) {
        // The stamp is taken before the read, so that a change committed meanwhile counts as unseen.
        long readNanos = System.nanoTime();
        Sale sale = sales.of(Set.of(concertId)).get(concertId);
        return remember(concertId, policies.find(concertId), sale, readNanos);
    }

    private void readAll(Set<ConcertId> concertIds) {
        long readNanos = System.nanoTime();
        Map<ConcertId, Sale> onSale = sales.of(concertIds);
        policies.find(concertIds).forEach((concertId, policy) -> {
            try {
                remember(concertId, policy, onSale.get(concertId), readNanos);
            } catch (ConcertNotFoundException e) {
                // The queue is left over from a database that is gone: its entry in Redis expires unused.
                terms.remove(concertId);
            }
        });
    }

    private QueueTerms remember(ConcertId concertId, QueuePolicy policy, Sale sale, long readNanos) {
        var read = new QueueTerms(policy, openingTimes.openTimeOf(concertId), sale);
        terms.merge(concertId, new Dated(read, readNanos), (a, b) -> a.readNanos - b.readNanos > 0 ? a : b);
        return read;
    }
}
