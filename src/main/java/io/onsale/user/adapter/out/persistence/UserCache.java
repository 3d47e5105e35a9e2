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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One query at a time: whoever comes while it is under way is asked for by the next, together with all others who came meanwhile. */
@ApplicationScoped
public class UserCache implements RegisteredUsers {
    /** As long as for a connection: who waits for a server that is frozen keeps a place among the requests in flight. */
    private static final int PATIENCE_SECONDS = 1;

    /** Some 15 MB. It helps those who enter again, which is soon if at all. */
    private final Cache<UserId, Boolean> known =
            Caffeine.newBuilder().maximumSize(100_000).build();
    /** Of its own, so that it gets on where all threads that serve requests wait for it. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "user-look-up"));

    private final Sql sql;
    private final Traces traces;
    /** The next to be made; null if nobody has asked since the last began. */
    private LookUp due;

    /** One query. The users who wait for it are told in the order in which they came, so that they enter in it. */
    private static final class LookUp {
        final Map<UserId, CompletableFuture<Boolean>> users = new LinkedHashMap<>();
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
                // Not a minimal stage, nor any that follows on one: where the client goes away meanwhile, it is
                // cancelled.
                ? CompletableFuture.completedFuture(true)
                : traces.kept(ask(userId).exceptionally(UserCache::failed));
    }

    private synchronized CompletableFuture<Boolean> ask(UserId userId) {
        if (due == null) {
            var next = new LookUp();
            next.registered.whenComplete((registered, failure) -> tell(next, registered, failure));
            due = next;
            thread.execute(this::answer);
        }
        // Once its time is over, it fails whoever comes until the one before has ended.
        return due.registered.isDone()
                ? due.registered.thenApply(registered -> registered.contains(userId))
                : due.users.computeIfAbsent(userId, user -> new CompletableFuture<>());
    }

    private void tell(LookUp lookUp, Set<UserId> registered, Throwable failure) {
        Map<UserId, CompletableFuture<Boolean>> waiting;
        synchronized (this) {
            waiting = new LinkedHashMap<>(lookUp.users);
        }
        waiting.forEach((user, answer) -> {
            if (failure == null) {
                answer.complete(registered.contains(user));
            } else {
                answer.completeExceptionally(new CompletionException(failure));
            }
        });
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
            Set<UserId> registered = registered(lookUp.users.keySet());
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
