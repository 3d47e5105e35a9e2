package io.onsale.platform.events;

import java.util.UUID;

/** The guard by which a consumer acts once on an event that arrives at least once. */
public interface ProcessOnce {
    /**
     * Runs the effect in a transaction together with the note that it was done: both are committed or neither.
     *
     * @return false if this consumer has processed the event before; the effect does not run then
     */
    boolean process(String consumer, UUID eventId, Runnable effect);

    /**
     * Runs an effect outside of the database and notes it afterwards. The effect is repeated if the instance dies in between, so its
     * receiver must recognise the event's id.
     *
     * @return false if this consumer has processed the event before
     */
    boolean processOutside(String consumer, UUID eventId, Runnable effect);

    /** Deletes the notes of events that Kafka does not keep any more. */
    void forgetOld();
}
