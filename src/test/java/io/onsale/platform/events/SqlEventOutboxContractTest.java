package io.onsale.platform.events;

import io.onsale.kernel.EventOutbox;
import io.onsale.kernel.EventOutboxContract;
import io.onsale.platform.database.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on the database. Each test is rolled back, because the relay knows no topic for its events. */
@QuarkusTest
class SqlEventOutboxContractTest extends EventOutboxContract {
    @Inject
    EventOutbox outbox;

    @Inject
    Sql sql;

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Override
    protected EventOutbox outbox() {
        return outbox;
    }

    @Override
    protected List<UUID> waiting(UUID key) {
        return sql.query(
                "SELECT event_id FROM outbox WHERE event_key = ? ORDER BY position",
                row -> Sql.uuid(row, "event_id"),
                key);
    }
}
