package io.onsale.queue.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTerms;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and arguments of queue scripts, in the order in which {@code lua/queue/room.lua} and {@code
 * lua/queue/terms.lua} bind them.
 */
final class QueueArguments {
    private QueueArguments() {}

    static List<String> room(ConcertId concertId) {
        return new ConcertKeys(concertId.value()).room();
    }

    static List<String> roomAndAdmitter(ConcertId concertId) {
        var keys = new ArrayList<>(room(concertId));
        keys.add(new ConcertKeys(concertId.value()).admitter());
        return keys;
    }

    /** @param known base of the epoch that this instance knows, or for a script that only lets in the last number that it knows to be given out; 0 for none */
    static List<Object> terms(QueueTerms terms, long known, Object... more) {
        QueuePolicy policy = terms.policy();
        var arguments = new ArrayList<Object>(8 + more.length);
        arguments.add(policy.maxActive());
        arguments.add(policy.admitPerSecond().orElse(0));
        arguments.add(policy.claimSeconds() * 1000L);
        arguments.add(policy.activeSeconds() * 1000L);
        arguments.add(policy.holdLimits().firstHoldSeconds() * 1000L);
        arguments.add(policy.paused() ? 1 : 0);
        arguments.add(terms.openTime().toEpochMilli());
        arguments.add(known);
        arguments.addAll(List.of(more));
        return arguments;
    }
}
