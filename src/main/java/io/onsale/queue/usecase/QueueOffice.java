package io.onsale.queue.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.port.in.OpeningTimes;
import io.onsale.kernel.AuditLog;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.port.out.QueuePolicyRepository;
import io.onsale.queue.port.out.WaitingQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;

/** The office of operators, who read and change how a waiting room is run. */
@ApplicationScoped
public class QueueOffice {
    public record State(QueuePolicy policy, QueueFigures figures) {}

    private final WaitingQueue queue;
    private final FollowedTerms terms;
    private final QueuePolicyRepository policies;
    private final OpeningTimes openingTimes;
    private final AuditLog auditLog;

    public QueueOffice(
            WaitingQueue queue,
            FollowedTerms terms,
            QueuePolicyRepository policies,
            OpeningTimes openingTimes,
            AuditLog auditLog) {
        this.queue = queue;
        this.terms = terms;
        this.policies = policies;
        this.openingTimes = openingTimes;
        this.auditLog = auditLog;
    }

    /** @throws ConcertNotFoundException if there is no such concert */
    public State stateOf(ConcertId concertId) {
        QueueTerms current = terms.termsOf(concertId);
        return new State(current.policy(), queue.figures(concertId, current));
    }

    /** Changes the policy. It is in force on this instance at once, on the others within a second. */
    public State change(ConcertId concertId, QueuePolicy policy) {
        save(concertId, policy);
        terms.reread(concertId);
        return stateOf(concertId);
    }

    @Transactional
    void save(ConcertId concertId, QueuePolicy policy) {
        openingTimes.openTimeOf(concertId); // fails if there is no such concert
        QueuePolicy previous = policies.find(concertId);
        policies.save(concertId, policy);
        auditLog.write("QUEUE_CHANGED", "concerts/" + concertId + "/queue", settings(previous), settings(policy));
    }

    private static Map<String, ?> settings(QueuePolicy policy) {
        return Map.of(
                "maxActive", policy.maxActive(),
                "admitPerSecond", policy.admitPerSecond(),
                "claimSeconds", policy.claimSeconds(),
                "activeSeconds", policy.activeSeconds(),
                "paused", policy.paused(),
                "proofOfWorkBits", policy.proofOfWorkBits(),
                "firstHoldSeconds", policy.holdLimits().firstHoldSeconds(),
                "unpaidHolds", policy.holdLimits().unpaidHolds(),
                "releaseSpread", policy.holdLimits().releaseSpread(),
                "entryOpensAt", policy.entryOpensAt());
    }
}
