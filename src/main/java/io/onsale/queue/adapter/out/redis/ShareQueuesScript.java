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

/** {@code lua/queue/share_queues.lua}. Its only key, {@code onsale:queues}, is a set of the concerts in whose queue somebody waits; it lives 30 days. */
@ApplicationScoped
class ShareQueuesScript {
    private final LuaScript script = LuaScript.of("queue/share_queues");
    private final RedisScripts redis;

    ShareQueuesScript(RedisScripts redis) {
        this.redis = redis;
    }

    /**
     * @param waitedIn here
     * @param noLonger queues of which others have told, and in which this instance has seen nobody
     */
    Set<ConcertId> run(List<ConcertId> waitedIn, List<ConcertId> noLonger) {
        var arguments = new ArrayList<Object>(1 + waitedIn.size() + noLonger.size());
        arguments.add(waitedIn.size());
        arguments.addAll(waitedIn);
        arguments.addAll(noLonger);
        var everywhere = new HashSet<ConcertId>();
        redis.await(script, List.of(ConcertKeys.QUEUES_WAITED_IN), arguments)
                .forEach(concert -> everywhere.add(new ConcertId(UUID.fromString(concert.toString()))));
        return everywhere;
    }
}
