package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** {@code lua/queue/note_queues.lua}: which queues there are, for whoever checks all of them. */
@ApplicationScoped
class NoteQueuesScript {
    private final LuaScript script = LuaScript.of("queue/note_queues");
    private final RedisScripts redis;

    NoteQueuesScript(RedisScripts redis) {
        this.redis = redis;
    }

    /** Costs nothing where there are none. */
    void run(List<ConcertId> used) {
        if (!used.isEmpty()) {
            redis.await(script, List.of(ConcertKeys.QUEUES), used);
        }
    }
}
