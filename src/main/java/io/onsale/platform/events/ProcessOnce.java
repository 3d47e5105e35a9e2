package io.onsale.platform.events;

import java.util.UUID;

/** Lets a consumer act once on an event that comes at least once. */
public interface ProcessOnce {
    /**
     * Runs the effect in a transaction together with the note that it was done: both are committed or neither.
     *
     * @return false if this consumer has processed the event before; nothing has been done then
     */
    boolean process(String consumer, UUID eventId, Runnable effect);

    /**
     * Runs an effect outside of the database and notes it afterwards. It is repeated if the instance dies in between, so whoever
     * receives it must recognise the event's id.
     *
     * @return false if this consumer has processed the event before
     */
    boolean processOutside(String consumer, UUID eventId, Runnable effect);

    /** Forgets what was processed so long ago that Kafka does not keep the events any more. */
    void forgetOld();
}
