package io.onsale.common.adapter.out.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.common.domain.DomainEvent;
import io.onsale.common.port.in.EventsCommitted;
import io.onsale.common.port.out.EventOutbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collections;
import java.util.List;

/** One row an event; the database numbers them, in the order in which changes to one key were committed. */
@ApplicationScoped
public class SqlEventOutbox implements EventOutbox {
    private static final String INSERT =
            "INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at) VALUES ";

    private final EntityManager entityManager;
    private final ObjectMapper json;

    private final Event<EventsCommitted> committed;

    public SqlEventOutbox(EntityManager entityManager, ObjectMapper json, Event<EventsCommitted> committed) {
        this.entityManager = entityManager;
        this.json = json;
        this.committed = committed;
    }

    @Override
    public void append(List<DomainEvent> events) {
        Query insert = entityManager.createNativeQuery(
                INSERT + String.join(", ", Collections.nCopies(events.size(), "(?, ?, ?, ?, ?, ?)")));
        int parameter = 1;
        for (DomainEvent event : events) {
            insert.setParameter(parameter++, event.eventId());
            insert.setParameter(parameter++, event.type());
            insert.setParameter(parameter++, event.key());
            insert.setParameter(parameter++, event.schemaVersion());
            insert.setParameter(parameter++, payload(event));
            insert.setParameter(parameter++, event.occurredAt());
        }
        insert.executeUpdate();
        committed.fire(new EventsCommitted());
    }

    private String payload(DomainEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
