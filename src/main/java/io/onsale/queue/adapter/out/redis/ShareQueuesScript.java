package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The typed wrapper of {@code lua/queue/share_queues.lua}. Its only key, {@code onsale:queues}, is a set of concerts
 * that lives 30 days.
 */
@ApplicationScoped
class ShareQueuesScript {
    private final LuaScript script = LuaScript.of("queue/share_queues");
    private final RedisScripts redis;

    ShareQueuesScript(RedisScripts redis) {
        this.redis = redis;
    }

    Set<ConcertId> run(List<ConcertId> used, List<ConcertId> idle) {
        var arguments = new ArrayList<Object>(1 + used.size() + idle.size());
        arguments.add(used.size());
        arguments.addAll(used);
        arguments.addAll(idle);
        var everywhere = new HashSet<ConcertId>();
        redis.await(script, List.of(ConcertKeys.QUEUES), arguments)
                .forEach(concert -> everywhere.add(new ConcertId(UUID.fromString(concert.toString()))));
        return everywhere;
    }
}
