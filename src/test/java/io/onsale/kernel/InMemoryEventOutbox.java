package io.onsale.kernel;

import java.util.ArrayList;
import java.util.List;

/** An outbox in memory, which keeps its events for tests to look at. */
public final class InMemoryEventOutbox implements EventOutbox {
    private final List<DomainEvent> events = new ArrayList<>();

    @Override
    public void append(List<DomainEvent> appended) {
        events.addAll(appended);
    }

    public List<DomainEvent> events() {
        return List.copyOf(events);
    }

    public <T extends DomainEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
