package io.onsale.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private static final Duration BLOCKED = Duration.ofMillis(600);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final EventLoops loops = new EventLoops();

    @BeforeEach
    void start() {
        loops.start(new StartupEvent(), vertx, new Heartbeats(new SimpleMeterRegistry()), () -> true);
    }

    @AfterEach
    void stop() {
        loops.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void givenLoopThatIsHeldUp_itIsLate_forASecondMore() {
        // Given
        await().until(() -> loops.late().compareTo(BLOCKED.dividedBy(2)) < 0);
        // When
        vertx.runOnContext(held -> LockSupport.parkNanos(BLOCKED.toNanos()));
        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> loops.late().compareTo(BLOCKED.dividedBy(2)) > 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> loops.late().compareTo(BLOCKED.dividedBy(2)) < 0);
    }

    @Test
    void givenLoopsThatComeRound_noneIsLate() {
        assertThat(new EventLoops().late()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> loops.late().toMillis() < 100);
    }
}
