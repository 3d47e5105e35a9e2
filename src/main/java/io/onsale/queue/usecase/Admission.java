package io.onsale.queue.usecase;

import io.onsale.kernel.UnavailableException;
import io.onsale.queue.port.out.WaitingQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The admission of waiters to free slots. Every instance calls it over and over, and one of them admits. */
@ApplicationScoped
public class Admission {
    private final WaitingQueue queue;
    private final FollowedTerms terms;

    public Admission(WaitingQueue queue, FollowedTerms terms) {
        this.queue = queue;
        this.terms = terms;
    }

    /** Fills the free slots of all queues that somebody waits in and refreshes this instance's view of them. Never blocks. */
    public CompletionStage<Void> admit() {
        var admissions = new ArrayList<CompletableFuture<Void>>();
        terms.forEach((concertId, current) -> {
            if (queue.isLookDue(concertId)) {
                admissions.add(queue.admit(concertId, current).toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(admissions.toArray(CompletableFuture[]::new));
    }

    /** Learns in which queues somebody waits on any instance, and the terms of those and of the ones used here. Blocks. */
    public void followQueues() {
        try {
            terms.follow(queue.waitedIn());
        } catch (UnavailableException e) {
            // In a cluster, only the server that has the list may be away. The others still admit, and need terms that
            // are not old.
            terms.refresh();
            throw e;
        }
    }
}
