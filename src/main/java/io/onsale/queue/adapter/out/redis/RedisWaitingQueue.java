package io.onsale.queue.adapter.out.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueSnapshot;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The queues in Redis, see {@link io.onsale.platform.redis.ConcertKeys} for the keys. Each change is one script. A
 * waiter behind the front costs Redis nothing: this instance looks at each queue a few times a second and answers from
 * what it saw.
 */
@ApplicationScoped
public class RedisWaitingQueue implements WaitingQueue {
    private static final Duration[] BUCKETS = Stream.of(1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
            .map(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final UUID instance = UUID.randomUUID();
    private final Map<ConcertId, FollowedQueue> followed = new ConcurrentHashMap<>();
    private final EnterQueueScript enterQueue;
    private final ClaimTurnScript claimTurn;
    private final LeaveQueueScript leaveQueue;
    private final AdmitWaitingScript admitWaiting;
    private final ShareQueuesScript shareQueues;
    private final NoteQueuesScript noteQueues;
    private final MeterRegistry metrics;
    private final Timer wait;

    public RedisWaitingQueue(
            EnterQueueScript enterQueue,
            ClaimTurnScript claimTurn,
            LeaveQueueScript leaveQueue,
            AdmitWaitingScript admitWaiting,
            ShareQueuesScript shareQueues,
            NoteQueuesScript noteQueues,
            MeterRegistry metrics) {
        this.enterQueue = enterQueue;
        this.claimTurn = claimTurn;
        this.leaveQueue = leaveQueue;
        this.admitWaiting = admitWaiting;
        this.shareQueues = shareQueues;
        this.noteQueues = noteQueues;
        this.metrics = metrics;
        this.wait = Timer.builder("onsale.queue.wait")
                .description("From entering the queue to having a slot, of those who have come for it")
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }

    @Override
    public CompletionStage<Turn> enter(
            ConcertId concertId, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof) {
        FollowedQueue queue = use(concertId);
        return queue.entrance()
                .enter(userId, terms, proof)
                .thenApply(reply -> {
                    queue.gaveOut(reply.turn().ticket().sequence());
                    if (!reply.turn().isActive()) {
                        queue.waitedIn();
                    }
                    if (reply.admitted()) {
                        queue.admitted(1);
                        wait.record(Duration.ZERO);
                    } else if (reply.claimed()) {
                        recordWait(reply.turn());
                    }
                    return reply.turn();
                })
                // A user who enters again is told the position that polls tell, which may be some tenths of a second
                // older, so that the position never seems to grow.
                .thenApply(turn ->
                        turn.isActive() ? turn : recall(turn.ticket()).orElseGet(() -> capped(queue.snapshot(), turn)));
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
        FollowedQueue queue = use(ticket.concert());
        return claimTurn.run(ticket, terms).thenApply(found -> {
            ClaimTurnScript.Reply reply = found.orElseThrow(QueueTokenEndedException::new);
            if (reply.claimed()) {
                recordWait(reply.turn());
            } else if (!reply.turn().isActive()) {
                queue.waitedIn();
            }
            return capped(queue.snapshot(), reply.turn());
        });
    }

    private static Turn capped(QueueSnapshot snapshot, Turn turn) {
        long highest = snapshot.highestPosition(turn.ticket().sequence());
        return turn.position() <= highest ? turn : Turn.waiting(turn.ticket(), highest);
    }

    /** Both times are of Redis. The ticket's time is when the first number of its second was given out. */
    private void recordWait(Turn turn) {
        wait.record(Duration.between(turn.ticket().issuedAt(), turn.enteredAt()));
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
        FollowedQueue queue = use(concertId);
        // The reply's leavers are left to the refresh, which reads that list for the snapshot, one look at a time.
        var reply =
                RedisScripts.await(admitWaiting.run(instance, concertId, terms, queue.snapshot(), queue.lastKnown()));
        queue.admitted(reply.admittedHere());
        return new QueueFigures(
                reply.waiting(), reply.active(), admittedPerSecond(concertId).orElse(0));
    }

    @Override
    public OptionalDouble admittedPerSecond(ConcertId concertId) {
        FollowedQueue queue = followed.get(concertId);
        return queue == null ? OptionalDouble.empty() : queue.snapshot().admittedPerSecond();
    }

    @Override
    public boolean isLookDue(ConcertId concertId) {
        FollowedQueue queue = followed.get(concertId);
        return queue != null && queue.isLookDue();
    }

    @Override
    public Set<ConcertId> waitedIn() {
        var here = new ArrayList<ConcertId>();
        var inVain = new ArrayList<ConcertId>();
        var used = new ArrayList<ConcertId>();
        followed.forEach((concertId, queue) -> {
            if (queue.isWaitedIn()) {
                here.add(concertId);
            } else if (queue.isToldInVain()) {
                inVain.add(concertId);
            }
            if (queue.isNoteDue()) {
                used.add(concertId);
            }
        });
        noteQueues.run(used);
        Set<ConcertId> everywhere = shareQueues.run(here, inVain);
        everywhere.forEach(this::follow);
        followed.forEach((concertId, queue) -> queue.waitedInElsewhere(everywhere.contains(concertId)));
        followed.keySet().forEach(this::unfollowIfIdle);
        return everywhere;
    }

    private FollowedQueue follow(ConcertId concertId) {
        return followed.computeIfAbsent(concertId, id -> new FollowedQueue(id, enterQueue, metrics));
    }

    private FollowedQueue use(ConcertId concertId) {
        while (true) {
            FollowedQueue queue = follow(concertId);
            queue.use();
            // The queue may have been forgotten at this very moment, before the use was noted.
            if (followed.get(concertId) == queue) {
                return queue;
            }
        }
    }

    /** The meters go in the same step, or a queue that is followed anew meanwhile would lose its figures. */
    private void unfollowIfIdle(ConcertId concertId) {
        followed.computeIfPresent(concertId, (id, queue) -> {
            if (!queue.isIdle()) {
                return queue;
            }
            queue.forget();
            return null;
        });
    }
}
