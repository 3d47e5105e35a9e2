package io.onsale.queue.usecase;

import io.onsale.kernel.UnavailableException;
import io.onsale.queue.port.out.WaitingQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What keeps the queues moving: called over and over on every instance, of which one admits. */
@ApplicationScoped
public class Admission {
    private final WaitingQueue queue;
    private final FollowedTerms terms;

    public Admission(WaitingQueue queue, FollowedTerms terms) {
        this.queue = queue;
        this.terms = terms;
    }

    /** Fills the free slots of all queues in use and refreshes this instance's view of them. Never blocks. */
    public CompletionStage<Void> admit() {
        var admissions = new ArrayList<CompletableFuture<Void>>();
        terms.forEach((concertId, current) ->
                admissions.add(queue.admit(concertId, current).toCompletableFuture()));
        return CompletableFuture.allOf(admissions.toArray(CompletableFuture[]::new));
    }

    /** Learns which queues are in use on any instance, and by which terms. Blocks. */
    public void followQueues() {
        try {
            terms.follow(queue.inUse());
        } catch (UnavailableException e) {
            // Of a cluster only the server that has the list may be away: the others admit, and by terms that are not
            // old.
            terms.refresh();
            throw e;
        }
    }
}
