package io.onsale.common.port.out;

import io.onsale.common.domain.RecordedEvent;
import java.util.List;
import java.util.Set;

/** The outbox as the one instance sees it that relays. */
public interface PendingEvents {
    /**
     * Makes this instance the one that relays, or confirms that it still is. The lock dies with this instance's connection, also if
     * that falls silent for some seconds: while it waits for something else, the instance must ask again every second.
     *
     * @return false while another instance relays; fails if the lock was lost
     */
    boolean lead();

    /**
     * Those that were recorded first.
     *
     * @param except types to pass over
     */
    List<RecordedEvent> next(int limit, Set<String> except);

    /** They have arrived. */
    void forget(List<RecordedEvent> events);

    /** How many there are, and since when, for whoever watches. On any thread, also while another one waits for the brokers. */
    void count();

    void resign();
}
