package io.onsale.kernel;

import java.util.List;
import java.util.UUID;

class InMemoryEventOutboxTest extends EventOutboxContract {
    private final InMemoryEventOutbox outbox = new InMemoryEventOutbox();

    @Override
    protected EventOutbox outbox() {
        return outbox;
    }

    @Override
    protected List<UUID> waiting(UUID key) {
        return outbox.events().stream()
                .filter(event -> event.key().equals(key))
                .map(DomainEvent::eventId)
                .toList();
    }
}
