package io.onsale.queue.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.port.in.ManageQueue;
import io.onsale.queue.port.out.WaitingQueue;
import jakarta.enterprise.context.ApplicationScoped;

/** Where operators read and change how a waiting room is run. */
@ApplicationScoped
public class QueueOffice implements ManageQueue {
    private final WaitingQueue queue;
    private final FollowedTerms terms;

    public QueueOffice(WaitingQueue queue, FollowedTerms terms) {
        this.queue = queue;
        this.terms = terms;
    }

    @Override
    public State stateOf(ConcertId concertId) {
        QueueTerms current = terms.termsOf(concertId);
        return new State(current.policy(), queue.figures(concertId, current));
    }

    @Override
    public State change(ConcertId concertId, QueuePolicy policy) {
        terms.save(concertId, policy);
        terms.reread(concertId);
        return stateOf(concertId);
    }
}
