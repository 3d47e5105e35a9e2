package io.onsale.user.domain;

/** The reason of a movement of points. */
public enum LedgerKind {
    WELCOME,
    CHARGE,
    PAYMENT,
    REFUND
}
