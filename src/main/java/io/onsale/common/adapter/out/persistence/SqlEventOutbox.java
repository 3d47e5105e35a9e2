package io.onsale.common.adapter.out.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.common.domain.DomainEvent;
import io.onsale.common.port.out.EventOutbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

@ApplicationScoped
public class SqlEventOutbox implements EventOutbox {
    private final EntityManager entityManager;
    private final ObjectMapper json;

    public SqlEventOutbox(EntityManager entityManager, ObjectMapper json) {
        this.entityManager = entityManager;
        this.json = json;
    }

    @Override
    public void append(DomainEvent event) {
        var row = new OutboxEntity();
        row.eventId = event.eventId();
        row.type = event.type();
        row.key = event.key();
        row.schemaVersion = event.schemaVersion();
        row.payload = payload(event);
        row.occurredAt = event.occurredAt();
        entityManager.persist(row);
    }

    private String payload(DomainEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
