package io.onsale.queue.port.in;

import java.util.concurrent.CompletionStage;

/** What keeps the queues moving: called over and over on every instance, of which one admits. */
public interface AdmitWaiting {
    /** Fills the free slots of all queues in use and refreshes this instance's view of them. Never blocks. */
    CompletionStage<Void> admit();

    /** Learns which queues are in use on any instance, and by which terms. Blocks. */
    void followQueues();
}
