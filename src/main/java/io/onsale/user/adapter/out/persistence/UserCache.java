package io.onsale.user.adapter.out.persistence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.database.Sql;
import io.onsale.platform.runtime.Traces;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A cache of registered users. It has one query under way at a time: all users asked for meanwhile are in the next
 * query, together.
 */
@ApplicationScoped
public class UserCache implements RegisteredUsers {
    /**
     * As long as the wait for a connection: a request that waits for a frozen server keeps a place among the requests
     * in flight.
     */
    private static final int PATIENCE_SECONDS = 1;

    /** These take some 15 MB. They help users who enter again, which is soon if at all. */
    private final Cache<UserId, Boolean> known =
            Caffeine.newBuilder().maximumSize(100_000).build();
    /** A thread of its own, so that the query gets on where all threads that serve requests wait for it. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "user-look-up"));

    private final Sql sql;
    private final Traces traces;
    /** The look-up to be made next; null if nobody has asked since the last began. */
    private LookUp due;

    private static final class LookUp {
        final Set<UserId> users = new HashSet<>();
        final CompletableFuture<Set<UserId>> registered =
                new CompletableFuture<Set<UserId>>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public UserCache(Sql sql, Traces traces) {
        this.sql = sql;
        this.traces = traces;
    }

    @Override
    public CompletionStage<Boolean> isRegistered(UserId userId) {
        return known.getIfPresent(userId) != null
                // This is a complete future and no minimal stage, nor anything derived from one, because it is
                // cancelled when the client goes away meanwhile.
                ? CompletableFuture.completedFuture(true)
                : traces.kept(ask(userId)
                        .thenApply(registered -> registered.contains(userId))
                        .exceptionally(UserCache::failed));
    }

    private synchronized CompletableFuture<Set<UserId>> ask(UserId userId) {
        if (due == null) {
            due = new LookUp();
            thread.execute(this::answer);
        }
        // A look-up whose time is over fails all who ask until the one before has ended.
        if (!due.registered.isDone()) {
            due.users.add(userId);
        }
        return due.registered;
    }

    private static boolean failed(Throwable failure) {
        if (failure.getCause() instanceof TimeoutException) {
            throw new UnavailableException("The database does not answer in time. Ask again.");
        }
        throw new CompletionException(failure.getCause());
    }

    private void answer() {
        LookUp lookUp = takeDue();
        if (lookUp.registered.isDone()) {
            return;
        }
        try {
            Set<UserId> registered = registered(lookUp.users);
            // Absence is not remembered: the user may register in the next moment.
            registered.forEach(user -> known.put(user, true));
            lookUp.registered.complete(registered);
        } catch (RuntimeException | Error e) {
            lookUp.registered.completeExceptionally(e);
        }
    }

    private synchronized LookUp takeDue() {
        LookUp taken = due;
        due = null;
        return taken;
    }

    private Set<UserId> registered(Set<UserId> users) {
        List<UUID> ids = users.stream().map(UserId::value).toList();
        return Set.copyOf(sql.query(
                "SELECT id FROM user_account WHERE id IN (%s)".formatted(Sql.places(ids)),
                row -> new UserId(Sql.uuid(row, "id")),
                ids));
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }
}
