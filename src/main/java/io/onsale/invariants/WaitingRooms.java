package io.onsale.invariants;

import io.onsale.kernel.UnavailableException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The queues that were used in the last two days, each looked at in one instant: one script a queue, bounded however many wait. What an emptied Redis has lost is no
 * violation.
 */
@ApplicationScoped
public class WaitingRooms {
    private static final LuaScript LIST = LuaScript.of("invariants/list_queues");
    private static final LuaScript INSPECT = LuaScript.of("queue/room", "invariants/inspect_queue");

    private static final int MORE_TRIES = 4;

    private final RedisScripts scripts;

    public WaitingRooms(RedisScripts scripts) {
        this.scripts = scripts;
    }

    /** Checks all queues. Fails with {@link UnavailableException} where a queue cannot be looked at. */
    public List<InvariantCheck> checkAll() {
        var aboveCap = new ArrayList<String>();
        var astray = new ArrayList<String>();
        var both = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        for (Response queue : ask(LIST, List.of(ConcertKeys.QUEUES))) {
            UUID concert = UUID.fromString(queue.toString());
            Response reply = ask(INSPECT, new ConcertKeys(concert).room());
            long active = reply.get(0).toLong();
            long cap = reply.get(1).toLong();
            if (cap >= 0 && active > cap) {
                aboveCap.add("concert %s: %d active, %d at most".formatted(concert, active, cap));
            }
            tell(astray, concert, reply.get(2));
            tell(both, concert, reply.get(3));
            tell(unknown, concert, reply.get(4));
        }
        return List.of(
                new InvariantCheck("ACTIVE_WITHIN_CAP", aboveCap),
                new InvariantCheck("ACTIVE_USER_HAS_A_SLOT", astray),
                new InvariantCheck("NOBODY_WAITS_AND_IS_ACTIVE", both),
                new InvariantCheck("NUMBERS_WERE_GIVEN_OUT", unknown));
    }

    /** Asks with more patience than a buyer has: a process that has just started is slow at its first question. */
    private Response ask(LuaScript script, List<String> keys) {
        for (int tries = 0; ; tries++) {
            try {
                return scripts.await(script, keys, List.of());
            } catch (UnavailableException e) {
                if (tries == MORE_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void tell(List<String> violations, UUID concert, Response users) {
        users.forEach(user -> violations.add("concert %s, user %s".formatted(concert, user)));
    }
}
