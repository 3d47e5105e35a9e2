package io.onsale.reservation.port.in;

/** Puts the seats of holds whose time is over back on sale. */
public interface ExpireHolds {
    /** Works until no due hold is left that another instance is not already working on; returns how many it expired. */
    int expireDue();
}
