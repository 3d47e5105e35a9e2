package io.onsale.user.adapter.out.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.onsale.kernel.UnavailableException;
import io.onsale.platform.database.Sql;
import io.onsale.platform.runtime.Traces;
import io.onsale.user.domain.UserId;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of look-ups in a database that answers when a test lets it, and knows everybody. */
class UserCacheTest {
    private final Semaphore answers = new Semaphore(0);
    private final AtomicInteger queries = new AtomicInteger();
    private final UserCache cache = new UserCache(
            new Sql(null) {
                @Override
                @SuppressWarnings("unchecked")
                public <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
                    queries.incrementAndGet();
                    answers.acquireUninterruptibly();
                    return ((Collection<UUID>) parameters[0])
                            .stream().map(id -> (T) new UserId(id)).toList();
                }
            },
            new Traces(OpenTelemetry.noop(), true));

    @AfterEach
    void end() {
        answers.release(1_000);
        cache.close();
    }

    @Test
    void givenLookUpUnderWay_allWhoComeMeanwhileAreAskedForTogether() {
        // Given
        var first = ask();
        await().untilAtomic(queries, is(1));
        // When
        var others = IntStream.range(0, 100).mapToObj(i -> ask()).toList();
        answers.release(2);
        // Then
        assertThat(first.orTimeout(1, TimeUnit.SECONDS).join()).isTrue();
        assertThat(others).allMatch(CompletableFuture::join);
        assertThat(queries).hasValue(2);
    }

    @Test
    void givenFrozenDatabase_everybodyIsToldInTime_andAllIsWellAfterIt() {
        // Given
        assertUnavailable(ask());
        // When its time is over, those who come behind it do not wait for as long as it lasts
        assertUnavailable(ask());
        long begin = System.nanoTime();
        IntStream.range(0, 100).forEach(i -> assertUnavailable(ask()));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(queries).hasValue(1);
        // Then
        answers.release(100);
        await().until(() -> !ask().isCompletedExceptionally() && ask().join());
    }

    private CompletableFuture<Boolean> ask() {
        return cache.isRegistered(new UserId(UUID.randomUUID())).toCompletableFuture();
    }

    private static void assertUnavailable(CompletableFuture<Boolean> answer) {
        assertThatThrownBy(() -> answer.orTimeout(3, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(UnavailableException.class);
    }
}
