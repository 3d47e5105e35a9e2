package io.onsale.queue.usecase;

import io.onsale.common.domain.UnavailableException;
import io.onsale.queue.port.in.AdmitWaiting;
import io.onsale.queue.port.out.WaitingQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@ApplicationScoped
public class Admission implements AdmitWaiting {
    private final WaitingQueue queue;
    private final FollowedTerms terms;

    public Admission(WaitingQueue queue, FollowedTerms terms) {
        this.queue = queue;
        this.terms = terms;
    }

    @Override
    public CompletionStage<Void> admit() {
        var admissions = new ArrayList<CompletableFuture<Void>>();
        terms.forEach((concertId, current) ->
                admissions.add(queue.admit(concertId, current).toCompletableFuture()));
        return CompletableFuture.allOf(admissions.toArray(CompletableFuture[]::new));
    }

    @Override
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
