package io.onsale.queue.adapter.out.redis;

import io.onsale.common.adapter.out.redis.RedisScripts;
import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.QueueTokenEndedException;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The queues in Redis, see {@link io.onsale.common.adapter.out.redis.ConcertKeys} for the keys. Each change is one script. A waiter behind
 * the front costs Redis nothing: this instance looks at each queue a few times a second and answers from what it saw.
 */
@ApplicationScoped
public class RedisWaitingQueue implements WaitingQueue {
    private final UUID instance = UUID.randomUUID();
    private final Map<ConcertId, FollowedQueue> followed = new ConcurrentHashMap<>();
    private final EnterQueueScript enterQueue;
    private final ClaimTurnScript claimTurn;
    private final LeaveQueueScript leaveQueue;
    private final AdmitWaitingScript admitWaiting;
    private final ShareQueuesScript shareQueues;

    public RedisWaitingQueue(
            EnterQueueScript enterQueue,
            ClaimTurnScript claimTurn,
            LeaveQueueScript leaveQueue,
            AdmitWaitingScript admitWaiting,
            ShareQueuesScript shareQueues) {
        this.enterQueue = enterQueue;
        this.claimTurn = claimTurn;
        this.leaveQueue = leaveQueue;
        this.admitWaiting = admitWaiting;
        this.shareQueues = shareQueues;
    }

    @Override
    public CompletionStage<Turn> enter(
            ConcertId concertId, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof) {
        FollowedQueue queue = follow(concertId);
        queue.use();
        return enterQueue
                .run(concertId, userId, terms, queue.snapshot().base(), proof)
                // Whoever enters again is told the position that polls tell, which may be some tenths of a second
                // older: it must not seem to grow.
                .thenApply(
                        turn -> turn.isActive() ? turn : recall(turn.ticket()).orElse(turn));
    }

    @Override
    public Optional<Turn> recall(QueueTicket ticket) {
        FollowedQueue queue = followed.get(ticket.concert());
        if (queue == null || !queue.isFresh()) {
            return Optional.empty();
        }
        QueueSnapshot snapshot = queue.snapshot();
        if (!snapshot.covers(ticket.sequence())) {
            return Optional.empty();
        }
        if (queue.hasLeft(ticket.sequence())) {
            throw new QueueTokenEndedException();
        }
        return Optional.of(Turn.waiting(ticket, snapshot.position(ticket.sequence())));
    }

    @Override
    public CompletionStage<Turn> claim(QueueTicket ticket, QueueTerms terms) {
        follow(ticket.concert()).use();
        return claimTurn.run(ticket, terms).thenApply(turn -> turn.orElseThrow(QueueTokenEndedException::new));
    }

    @Override
    public boolean leave(QueueTicket ticket) {
        LeaveQueueScript.Outcome outcome = leaveQueue.run(ticket);
        FollowedQueue queue = followed.get(ticket.concert());
        if (queue != null && outcome == LeaveQueueScript.Outcome.LEFT_QUEUE) {
            queue.leftHere(ticket.sequence());
        }
        return outcome != LeaveQueueScript.Outcome.HAD_ENDED;
    }

    @Override
    public CompletionStage<Void> admit(ConcertId concertId, QueueTerms terms) {
        return follow(concertId).refresh(admitWaiting, instance, terms);
    }

    @Override
    public QueueFigures figures(ConcertId concertId, QueueTerms terms) {
        // Asks for none of the leavers: they are the business of the one look at a time that keeps the snapshot.
        var reply = RedisScripts.await(admitWaiting.run(
                instance, concertId, terms, follow(concertId).snapshot().base(), Integer.MAX_VALUE));
        return new QueueFigures(
                reply.waiting(), reply.active(), admittedPerSecond(concertId).orElse(0));
    }

    @Override
    public OptionalDouble admittedPerSecond(ConcertId concertId) {
        FollowedQueue queue = followed.get(concertId);
        return queue == null ? OptionalDouble.empty() : queue.snapshot().admittedPerSecond();
    }

    @Override
    public Set<ConcertId> inUse() {
        var used = new ArrayList<ConcertId>();
        var idle = new ArrayList<ConcertId>();
        followed.forEach((concertId, queue) -> {
            if (queue.isInUse()) {
                used.add(concertId);
            } else if (queue.isIdle()) {
                idle.add(concertId);
            }
        });
        Set<ConcertId> everywhere = shareQueues.run(used, idle);
        idle.forEach(followed::remove);
        followed.entrySet()
                .removeIf(entry -> !everywhere.contains(entry.getKey())
                        && !entry.getValue().isInUse());
        everywhere.forEach(this::follow);
        return everywhere;
    }

    private FollowedQueue follow(ConcertId concertId) {
        return followed.computeIfAbsent(concertId, FollowedQueue::new);
    }
}
