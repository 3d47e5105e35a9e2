package io.onsale.platform.limits;

import io.onsale.kernel.UnavailableException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The token buckets (GCRA) in Redis, one for each subject and action, shared by all instances: {@code lua/platform/take_token.lua}, the
 * generic cell rate algorithm (GCRA, ITU-T I.371). Buckets of a concert are under its hash tag, see {@link ConcertKeys}; those of actions
 * without one, such as charging, are {@code onsale:{any}:rate:charge:user:<u>} and {@code onsale:{any}:rate:charge:address:<n>}.
 */
@ApplicationScoped
public class TokenBuckets {
    /**
     * The demand for one token of one bucket.
     *
     * @param letByMillisAgo when a request was allowed that has taken no token yet, or -1
     * @param debt what a refusal costs
     */
    public record Draw(LimitedBy by, String subject, Rate rate, long letByMillisAgo, Debt debt) {}

    /**
     * @param perRefusal by how much a refused request delays the next token
     * @param longest by how much all of them together do
     */
    public record Debt(Duration perRefusal, Duration longest) {
        public static final Debt NONE = new Debt(Duration.ZERO, Duration.ZERO);
    }

    /**
     * @param refusedBy the number of the draw that had to wait longest, from 0; -1 if all have their token
     * @param tokensLeft in the bucket that has fewest
     * @param waitMillis until the token that was refused is there
     */
    public record Outcome(int refusedBy, long tokensLeft, long waitMillis) {
        public boolean isRefused() {
            return refusedBy >= 0;
        }
    }

    private static final LuaScript TAKE = LuaScript.of("platform/take_token");
    private static final String OF_NO_CONCERT = "onsale:{any}:rate:";

    private final RedisScripts scripts;
    private final long patienceMillis;

    public TokenBuckets(RedisScripts scripts, RateLimitsConfig config) {
        this.scripts = scripts;
        this.patienceMillis = config.answerWithin().toMillis();
    }

    /**
     * Takes a token of each, or none if one of them is refused.
     *
     * @param concert the concert of the buckets, or null
     * @return fails with UnavailableException if there is no answer soon
     */
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
        // A copy: the timeout of this wait must not hide the later outcome from the circuit breaker.
        return scripts.run(TAKE, keys, arguments)
                .copy()
                .orTimeout(patienceMillis, TimeUnit.MILLISECONDS)
                .handle(TokenBuckets::outcome);
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
