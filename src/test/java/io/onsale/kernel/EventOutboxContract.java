package io.onsale.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@code EventOutbox}, for the fake and the adapter. Each test is one transaction. */
public abstract class EventOutboxContract {
    protected record TicketTorn(UUID eventId, Instant occurredAt, UUID key) implements DomainEvent {
        @Override
        public String type() {
            return "ticket.torn";
        }
    }

    private final UUID ticket = UUID.randomUUID();

    protected abstract EventOutbox outbox();

    /** The ids of the waiting events of the key, in the order in which they leave. */
    protected abstract List<UUID> waiting(UUID key);

    @Test
    void givenNoEvent_append_letsItWait() {
        TicketTorn torn = torn(ticket);
        outbox().append(torn);
        assertThat(waiting(ticket)).containsExactly(torn.eventId());
    }

    @Test
    void givenEvent_appendMore_keepsTheOrder() {
        // Given
        TicketTorn first = torn(ticket);
        TicketTorn second = torn(ticket);
        TicketTorn third = torn(ticket);
        outbox().append(first);
        // When
        outbox().append(List.of(second, torn(UUID.randomUUID()), third));
        // Then
        assertThat(waiting(ticket)).containsExactly(first.eventId(), second.eventId(), third.eventId());
    }

    private static TicketTorn torn(UUID ticket) {
        return new TicketTorn(UUID.randomUUID(), Instant.parse("2026-09-01T11:00:00.123Z"), ticket);
    }
}
