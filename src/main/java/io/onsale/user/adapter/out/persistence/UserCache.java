package io.onsale.user.adapter.out.persistence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onsale.common.adapter.out.persistence.Sql;
import io.onsale.common.domain.UnavailableException;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
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
    private Map<UserId, CompletableFuture<Boolean>> asked = new HashMap<>();

    public UserCache(Sql sql) {
        this.sql = sql;
    }

    @Override
    public CompletionStage<Boolean> isRegistered(UserId userId) {
        return known.getIfPresent(userId) != null
                ? CompletableFuture.completedStage(true)
                : ask(userId).exceptionally(UserCache::failed);
    }

    private synchronized CompletionStage<Boolean> ask(UserId userId) {
        if (asked.isEmpty()) {
            thread.execute(this::answer);
        }
        return asked.computeIfAbsent(
                userId, absent -> new CompletableFuture<Boolean>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static boolean failed(Throwable failure) {
        if (failure instanceof TimeoutException) {
            throw new UnavailableException("The database does not answer in time. Ask again.");
        }
        throw new CompletionException(failure);
    }

    private void answer() {
        Map<UserId, CompletableFuture<Boolean>> batch = takeAsked();
        try {
            Set<UserId> registered = registered(batch.keySet());
            // Absence is not remembered: the user may register in the next moment.
            registered.forEach(user -> known.put(user, true));
            batch.forEach((user, answer) -> answer.complete(registered.contains(user)));
        } catch (RuntimeException | Error e) {
            batch.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private synchronized Map<UserId, CompletableFuture<Boolean>> takeAsked() {
        Map<UserId, CompletableFuture<Boolean>> batch = asked;
        asked = new HashMap<>();
        return batch;
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
