package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.QueueLook;
import io.onsale.queue.domain.QueueSnapshot;
import io.onsale.queue.domain.QueueTerms;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The typed wrapper of {@code lua/queue/admit_waiting.lua}. */
@ApplicationScoped
class AdmitWaitingScript {
    /**
     * Ten times the interval at which the lease is renewed. When the instance that admits dies, another takes over
     * after this time.
     */
    private static final int LEASE_MILLIS = 2000;

    private final LuaScript script = LuaScript.of("queue/room", "queue/terms", "queue/admit_waiting");
    private final RedisScripts redis;

    AdmitWaitingScript(RedisScripts redis) {
        this.redis = redis;
    }

    CompletableFuture<QueueLook> run(
            UUID instance, ConcertId concertId, QueueTerms terms, QueueSnapshot known, long knownLast) {
        var arguments = QueueArguments.terms(
                terms,
                known.base(),
                instance,
                LEASE_MILLIS,
                known.leaversKnown(),
                known.lastLeaver(),
                knownLast,
                known.head());
        return redis.run(script, QueueArguments.roomAndAdmitter(concertId), arguments)
                .thenApply(AdmitWaitingScript::look);
    }

    private static QueueLook look(Response reply) {
        Response tail = reply.get(10);
        var leavers = new long[tail.size()];
        for (int i = 0; i < leavers.length; i++) {
            leavers[i] = tail.get(i).toLong();
        }
        return new QueueLook(
                reply.get(0).toLong(),
                reply.get(1).toLong(),
                reply.get(2).toLong(),
                reply.get(3).toLong(),
                reply.get(4).toLong(),
                reply.get(5).toLong(),
                reply.get(6).toLong(),
                reply.get(7).toLong(),
                reply.get(8).toInteger(),
                reply.get(9).toInteger(),
                leavers,
                reply.get(11).toLong(),
                reply.get(12).toLong(),
                reply.get(13).toLong());
    }
}
