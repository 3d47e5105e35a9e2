package io.onsale.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.platform.runtime.Heartbeats;
import io.onsale.queue.usecase.Admission;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tests that an instance reports it when one of its loops stands still for good. */
@QuarkusTest
class LoopsCheckTest {
    private static final Duration LONGER_THAN_A_ROUND = Duration.ofSeconds(90);

    @Inject
    Admission admission;

    @Inject
    Heartbeats heartbeats;

    @Test
    void givenRoundThatNeverEnds_livenessNamesAdmission_untilItGoesOn() {
        // Given
        assertThat(live().statusCode()).isEqualTo(200);
        var end = new CompletableFuture<Void>();
        QuarkusMock.installMockForInstance(
                new Admission(null, null) {
                    @Override
                    public CompletionStage<Void> admit() {
                        return end;
                    }

                    @Override
                    public void followQueues() {}
                },
                admission);
        // When
        await().atMost(LONGER_THAN_A_ROUND).until(() -> live().statusCode() == 503);
        // Then
        assertThat(live().asString()).contains("\"Admission\": ").doesNotContain("Expiry");
        assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(ExportedMetrics.scrape().value("onsale_loop_overdue_seconds", "loop", "Admission"))
                .isPositive();
        // When
        end.complete(null);
        // Then
        await().until(() -> live().statusCode() == 200);
    }

    /** The list has each loop that exists, so that none is left out by mistake. */
    @Test
    void givenStart_thenAllLoopsAreExpected() {
        ExportedMetrics now = ExportedMetrics.scrape();
        for (String loop : new String[] {
            "Admission",
            "Look-up of queues",
            "Expiry of holds",
            "Count of holds",
            "Look for openings",
            "Look at the database",
            "Clean-up of idempotency keys",
            "Clean-up of processed messages",
            "Relay of events",
            "Patience with Redis",
            "Event loop 0"
        }) {
            assertThat(now.has("onsale_loop_overdue_seconds", "loop", loop))
                    .as(loop)
                    .isTrue();
        }
    }

    @Test
    void givenLoopThatHasNotBegun_thenItIsOverdueOnceItsTimeIsUp_andNotAfterABeat() {
        // Given
        String loop = "A loop of a test";
        heartbeats.expect(loop, Duration.ofHours(1));
        assertThat(heartbeats.overdue()).doesNotContainKey(loop);
        // When
        heartbeats.expect(loop, Duration.ZERO);
        // Then
        await().until(() -> heartbeats.overdue().containsKey(loop));
        heartbeats.expect(loop, Duration.ofHours(1));
        heartbeats.beat(loop);
        assertThat(heartbeats.overdue()).doesNotContainKey(loop);
    }

    private static Response live() {
        return given().get("/q/health/live");
    }
}
