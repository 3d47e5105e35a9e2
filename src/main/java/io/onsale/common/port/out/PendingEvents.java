package io.onsale.common.port.out;

import io.onsale.common.domain.RecordedEvent;
import java.util.List;

/** The outbox as the one instance sees it that relays. */
public interface PendingEvents {
    /**
     * Makes this instance the one that relays, or confirms that it still is. The lock dies with this instance's connection, also if
     * that falls silent for some seconds: while it waits for something else, the instance must ask again every second.
     *
     * @return false while another instance relays; fails if the lock was lost
     */
    boolean lead();

    /** Those that were recorded first. */
    List<RecordedEvent> next(int limit);

    /** They have arrived. */
    void forget(List<RecordedEvent> events);

    void resign();
}
