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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * The terms of queues, at most a second old. Those of queues that somebody waits in, or that were used here in the last ten
 * seconds, are read from the database ahead of time, so that neither a poll nor an admission waits for it. All are kept
 * while it is down.
 */
@ApplicationScoped
public class FollowedTerms implements QueuePolicies {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The time after a use for which terms are read ahead of time. */
    private static final long USED_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The time after a use for which terms are kept for an outage of the database. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final QueuePolicyRepository policies;
    private final OpeningTimes openingTimes;
    private final Sales sales;
    private final Map<ConcertId, Dated> terms = new ConcurrentHashMap<>();
    /** The queues whose terms are read ahead of time. */
    private volatile Set<ConcertId> followed = Set.of();

    /** @param usedNanos when somebody last asked for the terms */
    private record Dated(QueueTerms terms, long readNanos, AtomicLong usedNanos) {
        boolean isFresh() {
            return System.nanoTime() - readNanos < FRESH_NANOS;
        }

        boolean isUsed() {
            return System.nanoTime() - usedNanos.get() < USED_NANOS;
        }

        boolean isKept() {
            return System.nanoTime() - usedNanos.get() < KEPT_NANOS;
        }

        Dated used() {
            usedNanos.lazySet(System.nanoTime());
            return this;
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

    /** The terms, at most a second old. Blocks if they have to be read. */
    QueueTerms termsOf(ConcertId concertId) {
        Dated known = terms.get(concertId);
        return known != null && known.isFresh() ? known.used().terms : read(concertId);
    }

    /** The terms if this instance follows the queue; empty if they would have to be read first. Never blocks. */
    Optional<QueueTerms> known(ConcertId concertId) {
        Dated known = terms.get(concertId);
        return known != null && (followed.contains(concertId) || known.isFresh())
                ? Optional.of(known.used().terms)
                : Optional.empty();
    }

    /** The terms. Blocks where this instance does not follow the queue; while the database is down, the last ones are given then. */
    QueueTerms atHand(ConcertId concertId) {
        return known(concertId).orElseGet(() -> {
            try {
                return read(concertId);
            } catch (ConcertNotFoundException e) {
                throw e;
            } catch (RuntimeException e) {
                Dated last = terms.get(concertId);
                if (last == null) {
                    throw e;
                }
                // For the next second nobody else has to find out that the database is down.
                return remember(concertId, last.terms, System.nanoTime());
            }
        });
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

    /** Reads those of the queues that somebody waits in, and of those that were used here lately. */
    void follow(Set<ConcertId> waitedIn) {
        var wanted = new HashSet<>(waitedIn);
        terms.forEach((concertId, known) -> {
            if (known.isUsed()) {
                wanted.add(concertId);
            }
        });
        readAll(wanted);
        followed = wanted;
        terms.entrySet()
                .removeIf(entry ->
                        !wanted.contains(entry.getKey()) && !entry.getValue().isKept());
    }

    /** Reads the terms of the queues that are followed already. */
    void refresh() {
        readAll(followed);
    }

    private QueueTerms read(ConcertId concertId) {
        // The stamp is taken before the read, so that a change committed meanwhile counts as unseen.
        long readNanos = System.nanoTime();
        Sale sale = sales.of(Set.of(concertId)).get(concertId);
        remember(concertId, terms(concertId, policies.find(concertId), sale), readNanos);
        return terms.get(concertId).used().terms;
    }

    private void readAll(Set<ConcertId> concertIds) {
        long readNanos = System.nanoTime();
        Map<ConcertId, Sale> onSale = sales.of(concertIds);
        policies.find(concertIds).forEach((concertId, policy) -> {
            try {
                remember(concertId, terms(concertId, policy, onSale.get(concertId)), readNanos);
            } catch (ConcertNotFoundException e) {
                // The queue is left over from a database that is gone: its entry in Redis expires unused.
                terms.remove(concertId);
            }
        });
    }

    private QueueTerms terms(ConcertId concertId, QueuePolicy policy, Sale sale) {
        return new QueueTerms(policy, openingTimes.openTimeOf(concertId), sale);
    }

    private QueueTerms remember(ConcertId concertId, QueueTerms read, long readNanos) {
        terms.merge(
                concertId,
                new Dated(read, readNanos, new AtomicLong(System.nanoTime())),
                (a, b) -> new Dated(
                        a.readNanos - b.readNanos > 0 ? a.terms : b.terms,
                        a.readNanos - b.readNanos > 0 ? a.readNanos : b.readNanos,
                        a.usedNanos));
        return read;
    }
}
