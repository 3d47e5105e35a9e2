package io.onsale.queue.adapter.out.redis;

import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The typed wrapper of {@code lua/queue/claim_turn.lua}. */
@ApplicationScoped
class ClaimTurnScript {
    private static final int ACTIVE = 1;
    private static final int WAITING = 2;
    private static final int ENDED = 3;

    private final LuaScript script = LuaScript.of("queue/room", "queue/terms", "queue/claim_turn");
    private final RedisScripts redis;

    ClaimTurnScript(RedisScripts redis) {
        this.redis = redis;
    }

    /** @param claimed whether the slot was claimed by this call */
    record Reply(Turn turn, boolean claimed) {}

    /** @return empty if the ticket has ended */
    CompletionStage<Optional<Reply>> run(QueueTicket ticket, QueueTerms terms) {
        var arguments = QueueArguments.terms(
                terms,
                0,
                ticket.user().value(),
                ticket.sequence(),
                ticket.issuedAt().toEpochMilli());
        return redis.run(script, QueueArguments.room(ticket.concert()), arguments)
                .thenApply(reply -> turn(ticket, reply)
                        .map(turn -> new Reply(turn, reply.get(4).toInteger() == 1)));
    }

    private static Optional<Turn> turn(QueueTicket ticket, Response reply) {
        int code = reply.get(0).toInteger();
        return switch (code) {
            case ACTIVE ->
                Optional.of(Turn.active(
                        ticket,
                        Instant.ofEpochMilli(reply.get(1).toLong()),
                        Instant.ofEpochMilli(reply.get(2).toLong())));
            case WAITING -> Optional.of(Turn.waiting(ticket, reply.get(3).toLong()));
            case ENDED -> Optional.empty();
            default -> throw new IllegalStateException("claim_turn returned " + code);
        };
    }
}
