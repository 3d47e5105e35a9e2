package io.onsale.reservation.port.in;

/** Puts the seats of holds whose time is over back on sale. */
public interface ExpireHolds {
    /**
     * Works until no due hold is left that another instance is not already working on; returns how many it expired.
     *
     * @param goesOn run before each transaction: there may be many, and each takes its time where the database is slow
     */
    int expireDue(Runnable goesOn);
}
