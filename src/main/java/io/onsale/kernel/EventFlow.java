package io.onsale.kernel;

/** The freshness of events. Read models that events feed are only as fresh as the events are. */
public interface EventFlow {
    /**
     * False while an event of a committed change has been waiting in the outbox for more than half a second. The answer is cheap enough for
     * any read.
     */
    boolean isFlowing();
}
