package io.onsale.payment.domain;

public enum PaymentStatus {
    SUCCESS,
    FAILED,
    REFUNDED
}
