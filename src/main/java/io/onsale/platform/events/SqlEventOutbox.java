package io.onsale.platform.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.kernel.DomainEvent;
import io.onsale.kernel.EventOutbox;
import io.onsale.platform.database.Sql;
import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The outbox table: one row an event. The database numbers the rows, in the order in which changes to one key were committed. */
@ApplicationScoped
public class SqlEventOutbox implements EventOutbox {
    private static final String INSERT =
            "INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at, traceparent) VALUES ";

    private final Sql sql;
    private final ObjectMapper json;

    private final Event<EventsCommitted> committed;

    public SqlEventOutbox(Sql sql, ObjectMapper json, Event<EventsCommitted> committed) {
        this.sql = sql;
        this.json = json;
        this.committed = committed;
    }

    /** Outside of a transaction the rows would be rolled back with the connection's return, and nobody would know. */
    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(List<DomainEvent> events) {
        String rows = String.join(", ", Collections.nCopies(events.size(), "(?, ?, ?, ?, ?, ?, ?)"));
        String traceparent = Traces.traceparent(Span.current());
        List<Object> values =
                events.stream().flatMap(event -> values(event, traceparent)).toList();
        sql.update(INSERT + rows, values);
        committed.fire(new EventsCommitted());
    }

    private Stream<Object> values(DomainEvent event, String traceparent) {
        return Stream.of(
                event.eventId(),
                event.type(),
                event.key(),
                event.schemaVersion(),
                payload(event),
                event.occurredAt(),
                traceparent);
    }

    private String payload(DomainEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
