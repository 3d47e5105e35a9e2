package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.adapter.out.redis.Entrance.Newcomer;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
    /** In the reply, of each newcomer. */
    private static final int FIELDS = 7;
    /** The clocks of instances are some milliseconds apart: none may still accept a proof that Redis has forgotten. */
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

    /**
     * @param terms of all of them
     * @param knownNumber one that the queue has given out, 0 if none is known
     * @return the reply in which each finds its own answer
     */
    CompletableFuture<Response> run(ConcertId concertId, QueueTerms terms, long knownNumber, List<Newcomer> newcomers) {
        var keys = new ArrayList<>(QueueArguments.room(concertId));
        var concertKeys = new ConcertKeys(concertId.value());
        Instant lastDeadline = terms.sale().lastDeadline();
        Optional<Instant> entryOpensAt = terms.policy().entryOpensAt();
        List<Object> arguments = QueueArguments.terms(
                terms,
                knownNumber,
                lastDeadline == null ? 0 : lastDeadline.toEpochMilli(),
                entryOpensAt.map(Instant::toEpochMilli).orElse(0L));
        for (Newcomer newcomer : newcomers) {
            arguments.add(newcomer.user().value());
            newcomer.proof().ifPresent(work -> keys.add(concertKeys.proof(work.nonce())));
            arguments.add(newcomer.proof()
                    .map(work -> work.goodFor().plus(MARGIN).toMillis())
                    .orElse(0L));
        }
        return redis.run(script, keys, arguments);
    }

    /**
     * What one of those was answered.
     *
     * @param place of the newcomer among them, from 0
     */
    static Reply answer(ConcertId concertId, Newcomer newcomer, Response reply, int place) {
        int first = place * FIELDS;
        int code = reply.get(first).toInteger();
        switch (code) {
            case PROOF_USED -> throw new ProofOfWorkUsedException();
            case SALE_OVER -> throw new SaleOverException();
            case NOT_OPEN ->
                throw new EntryNotOpenException(
                        newcomer.terms().policy().entryOpensAt().orElseThrow());
            default -> {}
        }
        var ticket = new QueueTicket(
                newcomer.user(), concertId, reply.get(first + 1).toLong(), instant(reply.get(first + 2)));
        Turn turn =
                switch (code) {
                    case ACTIVE -> Turn.active(ticket, instant(reply.get(first + 3)), instant(reply.get(first + 4)));
                    case WAITING -> Turn.waiting(ticket, reply.get(first + 5).toLong());
                    default -> throw new IllegalStateException("enter_queue returned " + code);
                };
        int news = reply.get(first + 6).toInteger();
        return new Reply(turn, news == CLAIMED, news == ADMITTED);
    }

    private static Instant instant(Response millis) {
        return Instant.ofEpochMilli(millis.toLong());
    }
}
