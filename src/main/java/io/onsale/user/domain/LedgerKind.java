package io.onsale.user.domain;

/** Why points moved. */
public enum LedgerKind {
    WELCOME,
    CHARGE,
    PAYMENT,
    REFUND
}
