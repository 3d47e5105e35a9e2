package io.onsale.common.port.in;

/** Brings the events of committed changes to Kafka: each at least once, those of one type and key in their order. */
public interface RelayEvents {
    enum Progress {
        /** Another instance relays. */
        STANDING_BY,
        /** Nothing was waiting. */
        IDLE,
        /** What was waiting is in Kafka; more may have come meanwhile. */
        SENT,
        /** Events of some type are not acknowledged, or have been refused; all others are in Kafka. */
        HELD_UP,
        /** As much as can be sent at once is in Kafka; more was waiting, in all likelihood. */
        SENT_FULL_BATCH
    }

    /**
     * Sends one batch and returns within about a second, whether it has been acknowledged or not: what has not is looked after by the next
     * calls. Fails if the database does.
     */
    Progress relay();

    /** Counts the events that wait, as this instance reports them; does nothing where another instance relays. On any thread. */
    void count();

    /** Lets another instance relay at once. */
    void resign();
}
