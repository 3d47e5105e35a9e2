package io.onsale.platform.limits;

/** What clients may ask for only so often. */
public enum LimitedAction {
    ENTER,
    POLL,
    RESERVE,
    PAY,
    CANCEL,
    CHARGE,
    REGISTER,
    /** What is not answered from memory. */
    READ
}
