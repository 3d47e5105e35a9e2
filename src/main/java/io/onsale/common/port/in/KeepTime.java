package io.onsale.common.port.in;

/** Keeps the clock of this instance with that of the database, which all instances share. */
public interface KeepTime {
    /** Asks the database for the time. While it does not answer, time goes on from what it said last. */
    void compare();
}
