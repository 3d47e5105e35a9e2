package io.onsale.queue.adapter.out.redis;

import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.QueueTicket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The typed wrapper of {@code lua/queue/leave_queue.lua}. */
@ApplicationScoped
class LeaveQueueScript {
    enum Outcome {
        LEFT_QUEUE,
        LEFT_SLOT,
        HAD_ENDED
    }

    private final LuaScript script = LuaScript.of("queue/room", "queue/leave_queue");
    private final RedisScripts redis;

    LeaveQueueScript(RedisScripts redis) {
        this.redis = redis;
    }

    Outcome run(QueueTicket ticket) {
        var arguments = List.of(
                ticket.user().value(), ticket.sequence(), ticket.issuedAt().toEpochMilli());
        return Outcome.values()[
                redis.await(script, QueueArguments.room(ticket.concert()), arguments)
                                .toInteger()
                        - 1];
    }
}
