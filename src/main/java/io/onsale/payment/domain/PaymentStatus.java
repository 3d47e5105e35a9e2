package io.onsale.payment.domain;

/** The status of a payment. A decline is stored, as FAILED, only if it was the last. */
public enum PaymentStatus {
    SUCCESS,
    FAILED,
    REFUNDED
}
