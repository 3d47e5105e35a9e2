package io.onsale.common.port.in;

/** Brings the events of committed changes to Kafka: each at least once, those of one key in their order. */
public interface RelayEvents {
    enum Progress {
        /** Another instance relays. */
        STANDING_BY,
        /** Nothing was waiting. */
        IDLE,
        /** What was waiting is in Kafka; more may have come meanwhile. */
        SENT,
        /** As much as can be sent at once is in Kafka; more was waiting, in all likelihood. */
        SENT_FULL_BATCH
    }

    /** Sends one batch and returns when it has been acknowledged, however long that takes. Fails if the database does. */
    Progress relay();

    /** Lets another instance relay at once. */
    void resign();
}
