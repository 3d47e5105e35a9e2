package io.onsale.platform.limits;

/** The actions with a rate limit. */
public enum LimitedAction {
    ENTER,
    POLL,
    RESERVE,
    PAY,
    CANCEL,
    CHARGE,
    REGISTER,
    /** Reads that are not answered from memory. */
    READ
}
