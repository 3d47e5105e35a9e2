package io.onsale.kernel;

/** Whether what events tell is up to date: read models that events feed are only as fresh as the events. */
public interface EventFlow {
    /** False while an event of a committed change has been waiting to leave for longer than half a second. Cheap enough for any read. */
    boolean isFlowing();
}
