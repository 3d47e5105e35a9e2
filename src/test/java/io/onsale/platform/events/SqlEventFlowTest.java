package io.onsale.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests on the database. Each has a transaction that finds the outbox empty and is rolled back. */
@QuarkusTest
class SqlEventFlowTest {
    @Inject
    EntityManager entityManager;

    @Inject
    Clock clock;

    @BeforeEach
    void emptyOutbox() {
        QuarkusTransaction.begin();
        entityManager.createNativeQuery("DELETE FROM outbox").executeUpdate();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Test
    void givenNoEvents_isFlowing() {
        assertThat(flow().isFlowing()).isTrue();
    }

    @Test
    void givenEventOfJustNow_isFlowing() {
        append(clock.instant());
        assertThat(flow().isFlowing()).isTrue();
    }

    @Test
    void givenEventOfSomeTimeAgo_isNotFlowing() {
        append(clock.instant().minus(Duration.ofMillis(501)));
        append(clock.instant());
        assertThat(flow().isFlowing()).isFalse();
    }

    @Test
    void givenLookOfJustNow_isFlowing_doesNotLookAgain() {
        SqlEventFlow flow = flow();
        flow.isFlowing();
        append(clock.instant().minus(Duration.ofMillis(501)));
        assertThat(flow.isFlowing()).isTrue();
    }

    private SqlEventFlow flow() {
        return new SqlEventFlow(entityManager, clock);
    }

    private void append(Instant occurredAt) {
        entityManager
                .createNativeQuery(
                        "INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at)"
                                + " VALUES (:id, 'any', :id, 1, '{}', :at)")
                .setParameter("id", UUID.randomUUID())
                .setParameter("at", occurredAt)
                .executeUpdate();
    }
}
