package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.user.domain.UserId;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The typed wrapper of {@code lua/queue/enter_queue.lua}. */
@ApplicationScoped
class EnterQueueScript {
    private static final int ACTIVE = 1;
    private static final int WAITING = 2;
    private static final int PROOF_USED = 3;
    private static final int SALE_OVER = 4;
    private static final int NOT_OPEN = 5;
    private static final int CLAIMED = 1;
    private static final int ADMITTED = 2;
    /**
     * Clocks of instances are some milliseconds apart, and no instance may accept a proof that Redis has forgotten
     * already.
     */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final LuaScript script = LuaScript.of("queue/room", "queue/terms", "queue/enter_queue");
    private final RedisScripts redis;

    EnterQueueScript(RedisScripts redis) {
        this.redis = redis;
    }

    /**
     * @param claimed whether a slot that the user had been given was claimed by this call
     * @param admitted whether the user was let in by this call
     */
    record Reply(Turn turn, boolean claimed, boolean admitted) {}

    /** @param knownNumber a number that the queue has given out; 0 if none is known */
    CompletionStage<Reply> run(
            ConcertId concertId, UserId userId, QueueTerms terms, long knownNumber, Optional<AcceptedProof> proof) {
        var keys = new ArrayList<>(QueueArguments.room(concertId));
        Instant lastDeadline = terms.sale().lastDeadline();
        Optional<Instant> entryOpensAt = terms.policy().entryOpensAt();
        var arguments = QueueArguments.terms(
                terms,
                knownNumber,
                userId.value(),
                lastDeadline == null ? 0 : lastDeadline.toEpochMilli(),
                entryOpensAt.map(Instant::toEpochMilli).orElse(0L));
        proof.ifPresent(work -> {
            keys.add(new ConcertKeys(concertId.value()).proof(work.nonce()));
            arguments.add(work.goodFor().plus(MARGIN).toMillis());
        });
        return redis.run(script, keys, arguments).thenApply(reply -> {
            if (reply.get(0).toInteger() == NOT_OPEN) {
                throw new EntryNotOpenException(entryOpensAt.orElseThrow());
            }
            Turn turn = turn(concertId, userId, reply);
            int news = reply.get(6).toInteger();
            return new Reply(turn, news == CLAIMED, news == ADMITTED);
        });
    }

    private static Turn turn(ConcertId concertId, UserId userId, Response reply) {
        int code = reply.get(0).toInteger();
        if (code == PROOF_USED) {
            throw new ProofOfWorkUsedException();
        }
        if (code == SALE_OVER) {
            throw new SaleOverException();
        }
        var ticket = new QueueTicket(
                userId,
                concertId,
                reply.get(1).toLong(),
                Instant.ofEpochMilli(reply.get(2).toLong()));
        return switch (code) {
            case ACTIVE ->
                Turn.active(
                        ticket,
                        Instant.ofEpochMilli(reply.get(3).toLong()),
                        Instant.ofEpochMilli(reply.get(4).toLong()));
            case WAITING -> Turn.waiting(ticket, reply.get(5).toLong());
            default -> throw new IllegalStateException("enter_queue returned " + code);
        };
    }
}
