package io.onsale.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.ExpectedFailures;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** Tests of the check by which an instance is to be replaced. */
class ConsumersAliveTest {
    private final ConsumersAlive alive = new ConsumersAlive(new ConsumerNames(Set.of("dead-letters")));

    @Test
    void givenChannelThatGoesOn_isUp() {
        // When
        subscribe(Multi.createFrom().nothing(), "dead-letters");
        // Then
        assertThat(alive.call().await().indefinitely().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void givenChannelThatFails_isDownAndNamed() {
        try (var expected = new ExpectedFailures(ConsumersAlive.class)) {
            // When
            subscribe(Multi.createFrom().failure(new IllegalStateException()), "dead-letters");
            // Then
            HealthCheckResponse response = alive.call().await().indefinitely();
            assertThat(response.getStatus()).isEqualTo(Status.DOWN);
            assertThat(response.getData().orElseThrow()).containsEntry("ended", "dead-letters");
        }
    }

    @Test
    void givenNoConsumer_orAnInstanceThatStops_isUp() {
        // When
        subscribe(Multi.createFrom().empty(), "something else");
        alive.stop(new ShutdownEvent());
        subscribe(Multi.createFrom().empty(), "dead-letters");
        // Then
        assertThat(alive.call().await().indefinitely().getStatus()).isEqualTo(Status.UP);
    }

    private void subscribe(Multi<Message<?>> messages, String channel) {
        alive.decorate(messages, List.of(channel), true).subscribe().with(message -> {}, failure -> {});
    }
}
