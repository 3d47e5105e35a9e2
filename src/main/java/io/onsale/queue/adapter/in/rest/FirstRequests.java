package io.onsale.queue.adapter.in.rest;

import io.onsale.concert.domain.ConcertId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Requests to queues that this instance does not follow yet. The first request of a queue has its terms read, on a worker thread; the others
 * wait for that without a thread and go on in the order in which they came. So an instance that is new to an opening reads once, not ten
 * thousand times.
 */
final class FirstRequests {
    private final Consumer<ConcertId> follow;
    private final Executor workers;
    private final Map<ConcertId, List<CompletableFuture<Void>>> waiting = new HashMap<>();

    /** @param follow reads the terms of a queue; it blocks, and its failure is that of the requests */
    FirstRequests(Consumer<ConcertId> follow, Executor workers) {
        this.follow = follow;
        this.workers = workers;
    }

    /** A stage that ends, on a worker thread, once the queue is followed. */
    CompletableFuture<Void> followed(ConcertId concert) {
        var request = new CompletableFuture<Void>();
        synchronized (waiting) {
            List<CompletableFuture<Void>> others = waiting.get(concert);
            if (others != null) {
                others.add(request);
                return request;
            }
            waiting.put(concert, new ArrayList<>(List.of(request)));
        }
        try {
            workers.execute(() -> follow(concert));
        } catch (RejectedExecutionException e) {
            tell(concert, e); // the instance stops
        }
        return request;
    }

    private void follow(ConcertId concert) {
        try {
            follow.accept(concert);
        } catch (RuntimeException | Error e) {
            tell(concert, e);
            return;
        }
        tell(concert, null);
    }

    private void tell(ConcertId concert, Throwable failure) {
        List<CompletableFuture<Void>> requests;
        synchronized (waiting) {
            requests = waiting.remove(concert);
        }
        for (CompletableFuture<Void> request : requests) {
            if (failure == null) {
                request.complete(null);
            } else {
                request.completeExceptionally(failure);
            }
        }
    }
}
