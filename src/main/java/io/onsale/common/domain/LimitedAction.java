package io.onsale.common.domain;

/** What clients may ask for only so often. */
public enum LimitedAction {
    ENTER,
    POLL,
    RESERVE,
    CHARGE
}
