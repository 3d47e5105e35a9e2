package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.user.domain.UserId;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * The entrance of one queue at this instance (ADR 58). Newcomers who come while a script is under way go into the next one together, in the
 * order in which they came, so that hundreds of them share a round trip to Redis in the first second of an opening.
 */
final class Entrance {
    /** A script of so many takes Redis some two milliseconds, for which all others wait. */
    static final int TOGETHER = 300;

    /** @param trace the trace of the newcomer's request */
    record Newcomer(
            UserId user,
            QueueTerms terms,
            Optional<AcceptedProof> proof,
            CompletableFuture<EnterQueueScript.Reply> reply,
            Context trace) {}

    private final ConcertId concertId;
    private final EnterQueueScript script;
    private final LongSupplier lastKnown;
    private final int together;
    private final ArrayDeque<Newcomer> newcomers = new ArrayDeque<>();
    private boolean underWay;

    /**
     * @param lastKnown the last number of the queue that this instance knows to have been given out
     * @param together the most newcomers of one script
     */
    Entrance(ConcertId concertId, EnterQueueScript script, LongSupplier lastKnown, int together) {
        this.concertId = concertId;
        this.script = script;
        this.lastKnown = lastKnown;
        this.together = together;
    }

    CompletableFuture<EnterQueueScript.Reply> enter(UserId user, QueueTerms terms, Optional<AcceptedProof> proof) {
        var newcomer = new Newcomer(user, terms, proof, new CompletableFuture<>(), Context.current());
        synchronized (this) {
            newcomers.add(newcomer);
            if (underWay) {
                return newcomer.reply;
            }
            underWay = true;
        }
        letIn();
        return newcomer.reply;
    }

    private void letIn() {
        List<Newcomer> next = next();
        if (next.isEmpty()) {
            return;
        }
        try (Scope scope = next.get(0).trace.makeCurrent()) {
            CompletableFuture.completedFuture(next.get(0).terms)
                    .thenCompose(terms -> script.run(concertId, terms, lastKnown.getAsLong(), next))
                    .whenComplete((reply, failure) -> {
                        // First, so that Redis works on the next ones while these are told.
                        letIn();
                        for (int i = 0; i < next.size(); i++) {
                            tell(next.get(i), reply, i, failure);
                        }
                    });
        }
    }

    private void tell(Newcomer newcomer, Response reply, int place, Throwable failure) {
        if (failure != null) {
            newcomer.reply.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            return;
        }
        try {
            newcomer.reply.complete(EnterQueueScript.answer(concertId, newcomer, reply, place));
        } catch (RuntimeException refused) {
            newcomer.reply.completeExceptionally(refused);
        }
    }

    /** The newcomers at the front whose requests came under the same terms; empty if there are none. */
    private synchronized List<Newcomer> next() {
        var next = new ArrayList<Newcomer>(Math.min(newcomers.size(), together));
        while (next.size() < together
                && !newcomers.isEmpty()
                && (next.isEmpty() || newcomers.peek().terms.equals(next.get(0).terms))) {
            next.add(newcomers.poll());
        }
        underWay = !next.isEmpty();
        return next;
    }
}
