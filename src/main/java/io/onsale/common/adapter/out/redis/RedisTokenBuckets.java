package io.onsale.common.adapter.out.redis;

import io.onsale.common.config.RateLimitsConfig;
import io.onsale.common.domain.LimitedAction;
import io.onsale.common.domain.LimitedBy;
import io.onsale.common.domain.UnavailableException;
import io.onsale.common.port.out.TokenBuckets;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code lua/common/take_token.lua}. Buckets of a concert are under its hash tag, see {@link ConcertKeys}; those of charging, which concerns
 * none, are {@code onsale:{charging}:rate:charge:user:<u>} and {@code onsale:{charging}:rate:charge:address:<n>}.
 */
@ApplicationScoped
public class RedisTokenBuckets implements TokenBuckets {
    private static final LuaScript TAKE = LuaScript.of("common/take_token");
    private static final String OF_NO_CONCERT = "onsale:{any}:rate:";

    private final RedisScripts scripts;
    private final long patienceMillis;

    public RedisTokenBuckets(RedisScripts scripts, RateLimitsConfig config) {
        this.scripts = scripts;
        this.patienceMillis = config.answerWithin().toMillis();
    }

    @Override
    public CompletableFuture<Outcome> take(LimitedAction action, UUID concert, List<Draw> draws) {
        var keys = new ArrayList<String>(draws.size());
        var arguments = new ArrayList<Object>();
        for (Draw draw : draws) {
            keys.add(key(concert, action, draw));
            arguments.add(draw.rate().burst());
            arguments.add(draw.rate().tokenMillis());
            arguments.add(draw.letByMillisAgo());
            arguments.add(draw.debt().perRefusal().toMillis());
            arguments.add(draw.debt().longest().toMillis());
        }
        // A copy: that nobody waits here any longer must not keep the circuit breaker from learning what becomes of it.
        return scripts.run(TAKE, keys, arguments)
                .copy()
                .orTimeout(patienceMillis, TimeUnit.MILLISECONDS)
                .handle(RedisTokenBuckets::outcome);
    }

    static String key(UUID concert, LimitedAction action, Draw draw) {
        String by = draw.by() == LimitedBy.USER ? ":user:" : ":address:";
        String subject = action.name().toLowerCase(Locale.ROOT) + by + draw.subject();
        return concert == null ? OF_NO_CONCERT + subject : new ConcertKeys(concert).rate(subject);
    }

    private static Outcome outcome(Response reply, Throwable failure) {
        if (failure != null) {
            throw failure instanceof TimeoutException
                    ? new UnavailableException("The rate limits do not answer in time.")
                    : new CompletionException(failure instanceof CompletionException ? failure.getCause() : failure);
        }
        return new Outcome(
                reply.get(0).toInteger() - 1,
                reply.get(1).toLong(),
                reply.get(2).toLong());
    }
}
