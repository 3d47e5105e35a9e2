package io.onsale.platform.limits;

import io.onsale.kernel.UnavailableException;
import io.onsale.platform.limits.TokenBuckets.Debt;
import io.onsale.platform.limits.TokenBuckets.Draw;
import io.onsale.platform.limits.TokenBuckets.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * The rate limits of users and client addresses (ADR 18). A subject that has been quiet for the time of one token is allowed from memory,
 * and a refused subject is refused from memory until its time is over. Only faster subjects draw on the token buckets in Redis, which
 * decide for all instances. Where the buckets do not answer, every request is allowed.
 */
@ApplicationScoped
public class RateLimits {
    /** The answer to a request that is allowed from memory. */
    public static final CompletableFuture<Void> LET_BY = CompletableFuture.completedFuture(null);

    /** The shortest poll interval that the service tells, less a tenth for fast timers. A client that polls as told never takes a token. */
    private static final long EARLY_POLL_MILLIS = 900;

    private static final Logger LOG = Logger.getLogger(RateLimits.class);

    private static final Outcome LET_ALL_BY = new Outcome(-1, 0, 0);

    private final boolean enabled;
    private final Map<LimitedAction, Limit> limits = new EnumMap<>(LimitedAction.class);
    private final Debt debt;
    private final RecentRequests recent;
    private final TokenBuckets buckets;
    private final Clock clock;
    private final AtomicBoolean toldOfFailure = new AtomicBoolean();
    /** A random seed, so that an attacker cannot find out which slot a made-up id would have. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    /** @param longestWaitMillis the wait of a user who has incurred the longest penalty */
    private record Limit(
            Rate user, long userQuietMillis, long longestWaitMillis, Rate address, long addressQuietMillis) {
        static Limit of(LimitedAction action, RateLimitsConfig.Limits config, Debt debt) {
            Rate user = rate(config.user());
            Rate address = rate(config.address());
            long quiet = action == LimitedAction.POLL ? EARLY_POLL_MILLIS : tokenMillis(user);
            long longest = tokenMillis(user) + debt.longest().toMillis();
            return new Limit(user, quiet, longest, address, tokenMillis(address));
        }

        private static Rate rate(RateLimitsConfig.Bucket config) {
            return new Rate(config.burst(), config.perSecond());
        }

        private static long tokenMillis(Rate rate) {
            return (long) Math.ceil(rate.tokenMillis());
        }

        private long longestMillis() {
            return Math.max(Math.max(userQuietMillis, longestWaitMillis), addressQuietMillis);
        }

        private Rate rate(LimitedBy by) {
            return by == LimitedBy.USER ? user : address;
        }
    }

    public RateLimits(RateLimitsConfig config, TokenBuckets buckets, Clock clock) {
        this.enabled = config.enabled();
        this.debt = new Debt(config.penalty(), config.longestPenalty());
        limits.put(LimitedAction.ENTER, Limit.of(LimitedAction.ENTER, config.enter(), debt));
        limits.put(LimitedAction.POLL, Limit.of(LimitedAction.POLL, config.poll(), debt));
        limits.put(LimitedAction.RESERVE, Limit.of(LimitedAction.RESERVE, config.reserve(), debt));
        limits.put(LimitedAction.PAY, Limit.of(LimitedAction.PAY, config.pay(), debt));
        limits.put(LimitedAction.CANCEL, Limit.of(LimitedAction.CANCEL, config.cancel(), debt));
        limits.put(LimitedAction.CHARGE, Limit.of(LimitedAction.CHARGE, config.charge(), debt));
        limits.put(LimitedAction.REGISTER, Limit.of(LimitedAction.REGISTER, config.register(), debt));
        limits.put(LimitedAction.READ, Limit.of(LimitedAction.READ, config.read(), debt));
        this.recent = new RecentRequests(
                limits.values().stream().mapToLong(Limit::longestMillis).max().orElseThrow());
        this.buckets = buckets;
        this.clock = clock;
    }

    /**
     * Counts a request. Never blocks.
     *
     * @param concert the concert of the request, or null
     * @param user the user, or null where no user is known: then the address alone counts
     * @param address of the client, looked up only if it matters; empty if it is exempt
     * @return fails with {@link RateLimitedException}
     */
    public CompletableFuture<Void> take(
            LimitedAction action, UUID concert, UUID user, Supplier<Optional<String>> address) {
        if (!enabled) {
            return LET_BY;
        }
        Limit limit = limits.get(action);
        long now = clock.millis();
        long scope = scope(action, concert);
        if (user == null) {
            return takeOfAddress(action, concert, address.get(), limit, scope, now);
        }
        long userHash = hash(scope, user);
        long wait = recent.refusedAgainFor(userHash, now, debt.perRefusal().toMillis(), limit.longestWaitMillis);
        if (wait > 0) {
            return refused(LimitedBy.USER, limit.user, wait);
        }
        if (action == LimitedAction.POLL && recent.letBy(userHash, now, limit.userQuietMillis)) {
            return LET_BY;
        }
        Optional<String> client = address.get();
        long addressHash = client.isEmpty() ? 0 : hash(scope, client.get());
        // The address comes first, so that nothing counts against a user who is not to blame.
        wait = client.isEmpty() ? 0 : recent.refusedFor(addressHash, now);
        if (wait > 0) {
            return refused(LimitedBy.ADDRESS, limit.address, wait);
        }
        if (recent.isQuiet(userHash, now)
                && (client.isEmpty() || recent.letBy(addressHash, now, limit.addressQuietMillis))
                && recent.letBy(userHash, now, limit.userQuietMillis)) {
            return LET_BY;
        }
        var draws = new ArrayList<Draw>(2);
        long userOwes = recent.ask(userHash, now, limit.userQuietMillis);
        // A poll that was not early owes nothing.
        draws.add(new Draw(
                LimitedBy.USER, user.toString(), limit.user, action == LimitedAction.POLL ? -1 : userOwes, debt));
        if (client.isPresent()) {
            long addressOwes = recent.ask(addressHash, now, limit.addressQuietMillis);
            draws.add(ofAddress(client.get(), limit, addressOwes));
        }
        return draw(action, concert, draws, limit, by -> by == LimitedBy.USER ? userHash : addressHash);
    }

    private CompletableFuture<Void> takeOfAddress(
            LimitedAction action, UUID concert, Optional<String> client, Limit limit, long scope, long now) {
        if (client.isEmpty()) {
            return LET_BY;
        }
        long hash = hash(scope, client.get());
        long wait = recent.refusedFor(hash, now);
        if (wait > 0) {
            return refused(LimitedBy.ADDRESS, limit.address, wait);
        }
        if (recent.letBy(hash, now, limit.addressQuietMillis)) {
            return LET_BY;
        }
        long owes = recent.ask(hash, now, limit.addressQuietMillis);
        return draw(action, concert, List.of(ofAddress(client.get(), limit, owes)), limit, by -> hash);
    }

    /** An address has no penalty: it would hit all users behind it. */
    private static Draw ofAddress(String client, Limit limit, long owes) {
        return new Draw(LimitedBy.ADDRESS, client, limit.address, owes, Debt.NONE);
    }

    private CompletableFuture<Void> draw(
            LimitedAction action, UUID concert, List<Draw> draws, Limit limit, ToLongFunction<LimitedBy> subject) {
        return buckets.take(action, concert, draws)
                .exceptionally(this::letAllBy)
                .thenAccept(outcome -> {
                    if (outcome.isRefused()) {
                        LimitedBy by = draws.get(outcome.refusedBy()).by();
                        recent.refuse(subject.applyAsLong(by), clock.millis() + outcome.waitMillis());
                        throw new RateLimitedException(by, limit.rate(by), outcome.waitMillis());
                    }
                });
    }

    private Outcome letAllBy(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof UnavailableException) && toldOfFailure.compareAndSet(false, true)) {
            LOG.error("Requests are not counted, and nobody is limited", cause);
        }
        return LET_ALL_BY;
    }

    private static CompletableFuture<Void> refused(LimitedBy by, Rate rate, long waitMillis) {
        return CompletableFuture.failedFuture(new RateLimitedException(by, rate, waitMillis));
    }

    /** The scope of a subject's bucket: the action, and the concert if there is one. */
    private long scope(LimitedAction action, UUID concert) {
        long scope = seed + (action.ordinal() + 1) * 0x9E3779B97F4A7C15L;
        return concert == null ? scope : hash(scope, concert);
    }

    private static long hash(long scope, UUID id) {
        return mixed(mixed(scope ^ id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
    }

    private static long hash(long scope, String address) {
        long hash = scope;
        for (int i = 0; i < address.length(); i++) {
            hash = mixed(hash ^ address.charAt(i));
        }
        return hash;
    }

    /** The finalizer of splitmix64. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
